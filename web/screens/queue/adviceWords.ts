import { catalogue } from "../../app/words.ts";

/** Words of what to do about an exception. */
export const advise = catalogue({
  "advice.recommended": "Recommended: {what}",
  "advice.runbook": "Runbook {id}",
  "advice.do": "{what}, {n}",
  "advice.similar": "Similar before",
  "advice.members": "{n, plural, one {# case} other {# cases}}",
  "advice.within": "{how}, in {in}",
  "advice.unended": "not ended yet",
  "advice.payload": "What {system} was sent",
  "advice.payload-table": "The failed record beside the last good one",
  "advice.good":
    "{n, plural, =0 {Nothing that tells them apart} one {One thing is different} other {# things are different}} from the last that went well: {id}, {at}.",
  "advice.no-good": "None that went well is known to compare it with.",
  "advice.name": "Name",
  "advice.now": "This time",
  "advice.then": "When it went well",
  "advice.absent": "not there",
  "advice.empty": "empty",
  "advice.more": "{n} more",
  "advice.less": "Only what differs",
});
