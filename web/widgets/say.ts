import { i18n } from "@lingui/core";

/** Text of an entry of the catalogue, by its id: widgets take their few words from the catalogue that the page loaded. */
export const say = (id: string, values?: Readonly<Record<string, string | number>>): string => i18n._(id, values);
