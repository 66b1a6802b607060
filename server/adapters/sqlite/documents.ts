/** The JSON of an image. */
export type DocOf = (image: object) => string;

/** JSON of the images of one commit, made once for the row and the outbox; `clear` ends the commit. */
export function documents(): { readonly of: DocOf; clear(): void } {
  const texts = new Map<object, string>();
  return {
    of(image) {
      const known = texts.get(image);
      if (known !== undefined) return known;
      const text = JSON.stringify(image);
      texts.set(image, text);
      return text;
    },
    clear: () => texts.clear(),
  };
}
