import { type AttributeValue, isList, type KeyMention, type Reading, type Source } from "../kit/index.ts";
import { textOf } from "./value.ts";

/** Longest key value, in characters; a longer one is no key. */
const MAX_KEY = 256;

/** What an attribute name means for one source. */
export type KeyName = { readonly kind: string; readonly issuer: string; readonly attribute: string } | null;

/** Asks the reading once for each attribute name of a source. */
export function keyNames(reading: Reading, source: Source): (name: string) => KeyName {
  const known = new Map<string, KeyName>();
  return (name) => {
    let answer = known.get(name);
    if (answer === undefined) {
      answer = reading.keyOf(source, name);
      known.set(name, answer);
    }
    return answer;
  };
}

/** Keys that attributes name, each once, in the order of the attributes. A list gives several values under one name. */
export function mentionsIn(
  attributes: Iterable<readonly [string, AttributeValue]>,
  nameOf: (name: string) => KeyName,
): readonly KeyMention[] {
  const mentions: KeyMention[] = [];
  let seen: Set<string> | null = null;
  for (const [name, value] of attributes) {
    const key = nameOf(name);
    if (key === null) continue;
    for (const text of textsOf(value)) {
      const mention = { kind: key.kind, issuer: key.issuer, value: text, attribute: key.attribute };
      if (mentions.length > 0) {
        seen ??= new Set(mentions.map(mentionText));
        if (seen.size === seen.add(mentionText(mention)).size) continue;
      }
      mentions.push(mention);
    }
  }
  return mentions;
}

/** A record's mentions and its resource's: where both use one word list, the record's stand. */
export function joinMentions(own: readonly KeyMention[], ofResource: readonly KeyMention[]): readonly KeyMention[] {
  if (ofResource.length === 0) return own;
  if (own.length === 0) return ofResource;
  const named = new Set(own.map((mention) => mention.attribute));
  const inherited = ofResource.filter((mention) => !named.has(mention.attribute));
  return inherited.length === 0 ? own : [...own, ...inherited];
}

function textsOf(value: AttributeValue): readonly string[] {
  const texts = isList(value) ? value.map(textOf) : [textOf(value)];
  return texts.filter((text): text is string => text !== null && text.length <= MAX_KEY);
}

/** One text for each distinct mention. */
export const mentionText = ({ kind, issuer, attribute, value }: KeyMention): string =>
  `${kind}\n${issuer}\n${attribute.length} ${attribute}${value}`;
