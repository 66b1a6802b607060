import { i18n } from "@lingui/core";
import { compileMessage } from "@lingui/message-utils/compileMessage";

// The catalogue asks for it at each reading of a message: a message is compiled once.
const compiled = new Map<string, ReturnType<typeof compileMessage>>();
i18n.setMessagesCompiler((message) => {
  const made = compiled.get(message) ?? compileMessage(message);
  compiled.set(message, made);
  return made;
});

/** Values that a message can name. */
export type Values = Readonly<Record<string, string | number>>;

/** Gives the text of an id, with its values put in. */
export type Say<Id extends string> = (id: Id, values?: Values) => string;

/**
 * Adds entries to the one catalogue of display words and returns the function that reads them. Messages are ICU
 * MessageFormat. A screen keeps its own entries in its `words.ts`, under ids that begin with its name.
 */
export function catalogue<Entries extends Readonly<Record<string, string>>>(
  entries: Entries,
): Say<keyof Entries & string> {
  i18n.load("en", { ...entries });
  if (i18n.locale !== "en") i18n.activate("en");
  return (id, values) => i18n._(id, values);
}
