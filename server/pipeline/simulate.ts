import { type Input, type Instant, type Network, type OpsException, step } from "../domain/index.ts";
import type { Draft } from "../ports/index.ts";

/**
 * Plays inputs, ascending by time, through the core on nothing: the network is adopted a moment before the first and
 * deadlines are settled up to `until`.
 * Answers every exception there is then.
 */
export const simulate =
  (emptyDraft: () => Draft) =>
  (network: Network, inputs: readonly Input[], until: Instant): { readonly exceptions: readonly OpsException[] } => {
    const draft = emptyDraft();
    const first = Math.min(until, ...inputs.map(atOf)) - 1;
    const ruling = { kind: "network", hash: network.hash, text: "", expansions: null } as const;
    draft.fold(
      step(
        { kind: "ruling", ruling: { number: 1, at: first, basis: { position: 0, settledTo: 0 }, ruling } },
        draft,
        network,
      ),
    );
    const settle = (to: Instant): void => {
      while (draft.due(to, 1).length > 0) draft.fold(step({ kind: "tick", to }, draft, network));
    };
    for (const input of inputs) {
      settle(atOf(input) - 1);
      draft.fold(step(input, draft, network));
    }
    settle(until);
    const exceptions: OpsException[] = [];
    for (let number = 1; number < draft.engine().nextException; number++) {
      const exception = draft.exception(number);
      if (exception !== undefined) exceptions.push(exception);
    }
    return { exceptions };
  };

const atOf = (input: Input): Instant =>
  input.kind === "tick" ? input.to : input.kind === "ruling" ? input.ruling.at : input.at;
