/** The document of an image: as it is told how, else its JSON. */
export type DocOf = <T extends object>(image: T, textOf?: (image: T) => string) => string;

/** Documents of the images of one commit, made once for the row and the outbox; `clear` ends the commit. */
export function documents(): { readonly of: DocOf; clear(): void } {
  const texts = new Map<object, string>();
  return {
    of(image, textOf = JSON.stringify) {
      const known = texts.get(image);
      if (known !== undefined) return known;
      const text = textOf(image);
      texts.set(image, text);
      return text;
    },
    clear: () => texts.clear(),
  };
}
