/** Words of the message to a partner, in one language. */
export interface AskWords {
  /** Tag for dates. */
  readonly locale: string;
  readonly orders: (n: number) => string;
  readonly shipments: (n: number) => string;
  readonly numbers: (n: number) => string;
  readonly subject: (what: string) => string;
  readonly hello: (who: string | null) => string;
  readonly body: (what: string, by: string) => string;
  readonly columns: {
    readonly id: string;
    readonly order: string;
    readonly customer: string;
    readonly lines: string;
    readonly dueAt: string;
    readonly neededBy: string;
  };
  readonly more: (n: number) => string;
  readonly answer: string;
  readonly holds: (what: string, until: string) => string;
  readonly otherwise: string;
}

const en: AskWords = {
  locale: "en-GB",
  orders: (n) => (n === 1 ? "1 order" : `${n} orders`),
  shipments: (n) => (n === 1 ? "1 shipment" : `${n} shipments`),
  numbers: (n) => (n === 1 ? "1 number" : `${n} numbers`),
  subject: (what) => `${what} without a confirmation: what happened?`,
  hello: (who) => (who === null ? "Hello," : `Hello ${who},`),
  body: (what, by) =>
    `we expected to hear from you about ${what} and have not. Please tell us what happened to each, by ${by}.`,
  columns: {
    id: "Your number",
    order: "Our order",
    customer: "Ship to",
    lines: "Lines",
    dueAt: "Was due",
    neededBy: "Needed by",
  },
  more: (n) => `${n} more in the attached file.`,
  answer: "Answer line by line, no account needed:",
  holds: (what, until) => `The link is for these ${what} only, until ${until}.`,
  otherwise:
    "Or answer this mail in words, or send your files: a line leaves our list by itself when its message is seen.",
};

const es: AskWords = {
  locale: "es",
  orders: (n) => (n === 1 ? "1 pedido" : `${n} pedidos`),
  shipments: (n) => (n === 1 ? "1 envío" : `${n} envíos`),
  numbers: (n) => (n === 1 ? "1 número" : `${n} números`),
  subject: (what) => `${what} sin confirmación: ¿qué ha pasado?`,
  hello: (who) => (who === null ? "Hola:" : `Hola, ${who}:`),
  body: (what, by) =>
    `esperábamos noticias suyas sobre ${what} y no las hemos recibido. Díganos qué ha pasado con cada uno, antes del ${by}.`,
  columns: {
    id: "Su número",
    order: "Nuestro pedido",
    customer: "Destinatario",
    lines: "Líneas",
    dueAt: "Se esperaba",
    neededBy: "Se necesita",
  },
  more: (n) => `${n} más en el archivo adjunto.`,
  answer: "Responda línea por línea, sin cuenta:",
  holds: (what, until) => `El enlace vale solo para esto: ${what}, hasta el ${until}.`,
  otherwise:
    "También puede responder a este correo con sus palabras o enviar sus archivos: una línea sale sola de nuestra lista cuando llega su mensaje.",
};

const de: AskWords = {
  locale: "de",
  orders: (n) => (n === 1 ? "1 Auftrag" : `${n} Aufträge`),
  shipments: (n) => (n === 1 ? "1 Sendung" : `${n} Sendungen`),
  numbers: (n) => (n === 1 ? "1 Nummer" : `${n} Nummern`),
  subject: (what) => `${what} ohne Bestätigung: was ist geschehen?`,
  hello: (who) => (who === null ? "Guten Tag," : `Guten Tag ${who},`),
  body: (what, by) =>
    `wir haben eine Meldung von Ihnen erwartet und keine bekommen: ${what}. Bitte sagen Sie uns zu jeder Zeile, was geschehen ist, bis ${by}.`,
  columns: {
    id: "Ihre Nummer",
    order: "Unser Auftrag",
    customer: "Empfänger",
    lines: "Positionen",
    dueAt: "War fällig",
    neededBy: "Gebraucht bis",
  },
  more: (n) => `${n} weitere in der beigefügten Datei.`,
  answer: "Zeile für Zeile antworten, ohne Konto:",
  holds: (what, until) => `Der Link gilt nur hierfür: ${what}, bis ${until}.`,
  otherwise:
    "Oder antworten Sie auf diese Mail in Worten, oder senden Sie Ihre Dateien: eine Zeile verlässt unsere Liste von selbst, sobald ihre Meldung da ist.",
};

const catalogue: Readonly<Record<string, AskWords>> = { en, es, de };

/** Words in a language or, where there are none, in English. */
export function askWords(language: string): AskWords {
  const bare = language.split("-", 1)[0] ?? "";
  return Object.hasOwn(catalogue, bare) ? (catalogue[bare] ?? en) : en;
}
