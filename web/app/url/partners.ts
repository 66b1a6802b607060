import { type PartnerVerdict, partnerVerdicts } from "../../../server/wire/index.ts";
import { dayText, kept, oneOf, type Raw, text } from "./read.ts";

/** A partner's page: its days, the line that is opened, of which week and how it counts, and the document. */
export interface PartnerSearch {
  /** First and last day, `2026-11-16`; thirteen weeks where both are not given. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly line?: string | undefined;
  /** A day of the week. */
  readonly week?: string | undefined;
  readonly state?: PartnerVerdict | undefined;
  /** As `order/SO-10423`. */
  readonly doc?: string | undefined;
}
/** Reads the state of a partner's page. */
export const partnerSearch = (raw: Raw): PartnerSearch => {
  const [from, to] = [dayText(raw.from), dayText(raw.to)];
  const days = from !== undefined && to !== undefined && from <= to;
  return kept({
    from: days ? from : undefined,
    to: days ? to : undefined,
    line: text(raw.line),
    week: dayText(raw.week),
    state: oneOf(partnerVerdicts, raw.state),
    doc: text(raw.doc),
  }) as PartnerSearch;
};
