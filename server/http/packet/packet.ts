import { type BusinessObject, isObjectKind, type PartnerConfig, type PartnerLine } from "../../domain/index.ts";
import { isSharedWith, lineText, packetOf, readTrail } from "../../feeds/index.ts";
import { canonicalText } from "../../ports/canonical.ts";
import type { Scope } from "../../ports/index.ts";
import type { PartnerPacket } from "../../wire/index.ts";
import { badParameter, notFound, type Serving } from "../route.ts";
import { originalsOf, sha256 } from "./originals.ts";

/** The document that a text as `order/SO-10423` names. Throws `Refused` where there is none, or several. */
export async function documentFor(serving: Serving, scope: Scope, text: string | undefined): Promise<BusinessObject> {
  const cut = text?.indexOf("/") ?? -1;
  const [kind, value] = [text?.slice(0, cut) ?? "", text?.slice(cut + 1) ?? ""];
  if (cut < 0 || !isObjectKind(kind) || value === "") throw badParameter("object", "must be as order/SO-10423");
  const [object, ...more] = await serving.deps.views.objects(scope, kind, value, "");
  if (object === undefined) throw notFound(`${kind} of that number`);
  if (more.length > 0) throw badParameter("object", "fits several documents of different issuers");
  return object;
}

/** One document's trail with what each message came in, and one hash over all of it. */
export async function makePacket(
  serving: Serving,
  scope: Scope,
  partner: PartnerConfig,
  object: BusinessObject,
  line: PartnerLine | null,
): Promise<PartnerPacket> {
  const { deps, feeds, records } = serving;
  const trail = await readTrail(feeds, scope, partner, object);
  if (!isSharedWith(trail)) throw notFound(`${object.kind} of that number in which this partner has a part`);
  const body = {
    ...packetOf(trail),
    line:
      line === null
        ? null
        : {
            id: line.id,
            text: lineText(line, trail.network),
            side: line.side,
            agreed: line.share === null ? null : line.share / 1_000,
            step: line.step,
          },
    records: await originalsOf(deps, records, trail),
  };
  return { ...body, hash: sha256(canonicalText(body)) };
}
