/**
 * The word list of an attribute name: lower-cased, split at `.`, `_`, `-`, white space and case changes,
 * without a leading `app` or `business`. Equal word lists are the same name.
 *
 * `app.orderId`, `order_id` and `Order.ID` all give `order.id`.
 */
export function wordsOf(name: string): string {
  const words = split(name);
  const first = words[0];
  const from = words.length > 1 && (first === "app" || first === "business") ? 1 : 0;
  return words.slice(from).join(".");
}

/** As `wordsOf`, keeping `business`: for the names that say what a record means, as `business.event`. */
export function fullWordsOf(name: string): string {
  const words = split(name);
  return words.slice(words.length > 1 && words[0] === "app" ? 1 : 0).join(".");
}

function split(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1.$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1.$2")
    .toLowerCase()
    .split(/[._\-\s]+/)
    .filter((word) => word !== "");
}
