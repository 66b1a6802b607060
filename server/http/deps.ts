import type { Collector, Fault } from "../../collectors/kit/index.ts";
import type { Adoptable } from "../config/index.ts";
import type { Network, RoutingFacts, Runbook } from "../domain/index.ts";
import type { Desk, NetworkFault } from "../pipeline/desk.ts";
import type { IntakeRequest } from "../pipeline/intake.ts";
import type { Notify } from "../pipeline/notify.ts";
import type { Access, Clock, JournalReader, Notifier, Printer, Store, Views } from "../ports/index.ts";
import type { Family } from "../telemetry/index.ts";
import type { IntakeRow, RouteAnswer, StoryAnswer } from "../wire/index.ts";
import type { Links } from "./links.ts";
import type { Slowed } from "./slowed.ts";

/** What the ingest doors have seen lately. */
export interface IntakeSeen {
  /** The last requests, oldest first. */
  readonly requests: readonly IntakeRequest[];
  /** What was sent away unread in the last minutes. */
  readonly slowed: readonly Slowed[];
}

/** What the serving side is made of; `main` wires it. */
export interface ServingDeps {
  readonly views: Views;
  /** The outbox of the store; rejects with `Gone` where it reaches no longer back. */
  readonly commitsSince: Store["commitsSince"];
  readonly journal: JournalReader;
  readonly collectors: readonly Collector[];
  readonly intake: () => Promise<IntakeSeen>;
  readonly desk: Desk;
  readonly access: Access;
  readonly clock: Clock;
  /** The network in force. */
  readonly network: () => Network;
  /** Why a newer network file was refused; empty when none was. */
  readonly networkRefused: () => readonly NetworkFault[];
  /** The network file as it stands on disk; null on the built-in open network. */
  readonly networkFile: () => { readonly name: string; readonly text: string } | null;
  /** The runbooks beside the network file. */
  readonly runbooks: () => readonly Runbook[];
  /** Checks a text as if it stood in the network file, with the files beside it. */
  readonly checkNetwork: (text: string) => Adoptable;
  /** Whether the network file may be written. */
  readonly networkWritable: () => boolean;
  /** Writes the network file whole, where it still is as `seen`; false where it is not. */
  readonly writeNetwork: (text: string, seen: string) => boolean;
  /** The dry run of routing, as `explainRoute` of the core gives it. */
  readonly previewRoute: (facts: RoutingFacts) => RouteAnswer;
  /** Attribute names that are read as keys with no configuration. */
  readonly keyNames: IntakeRow["keyNames"];
  /** `TALLYMAN_ADMIN_TOKEN`. */
  readonly adminToken: string | null;
  /** Whether every listener is bound to a loopback address. */
  readonly loopback: boolean;
  /** Base address of the dashboard, as `http://127.0.0.1:8080`, without a slash at its end. */
  readonly publicUrl: () => string;
  /** Whether others than this machine can open addresses of the dashboard. */
  readonly linksReach: boolean;
  /** Sends letters to partners, and the Monday mail; null where no mail server is set. */
  readonly letters: Pick<Notifier, "post"> | null;
  /** Prints pages of ours; null where no browser is installed. */
  readonly printer: Printer | null;
  /** Base address of the ingest door, as `http://127.0.0.1:4318`. */
  readonly otlpHttpUrl: () => string;
  /** Address of the ingest door for gRPC, as `http://127.0.0.1:4317`. */
  readonly otlpGrpcUrl: () => string;
  /** Signed links in what leaves this machine. */
  readonly links: Links;
  /** What was told, and what of it nobody took. */
  readonly telling: Pick<Notify, "entries" | "notice" | "untaken"> & {
    /** Browsers were added or dropped. */
    browsersChanged(): Promise<void>;
  };
  /** The public key that browsers subscribe for. */
  readonly pushKey: string;
  /** Stories and end of a demo server; null elsewhere. */
  readonly demo: { story(name: string): Promise<StoryAnswer>; wipe(): Promise<void> } | null;
  /** Folder of the built page, with its `index.html`. */
  readonly webRoot: string;
  readonly version: string;
  /** The page at `/metrics` for a scraper's `Accept` header, with these behind our own. */
  readonly metrics: (
    accept: string | undefined,
    more: readonly Family[],
  ) => Promise<{ readonly contentType: string; readonly body: string }>;
  /** True when it takes work: rows are there and the journal is writable. */
  readonly ready: () => boolean;
  /** Why rows cannot be read for a moment, as they are being exchanged; null while they can. */
  readonly away: () => Fault | null;
  /** Says a named event with its fields: `http.failed`, `session.opened`, `session.refused`, … */
  readonly report: (event: string, fields: Readonly<Record<string, unknown>>) => void;
}
