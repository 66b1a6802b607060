import { setupI18n } from "@lingui/core";
import { compileMessage } from "@lingui/message-utils/compileMessage";

const en = {
  "answer.title": "{company} asks {partner}",
  "answer.orders":
    "{n, plural, one {# order without a confirmation: what happened?} other {# orders without a confirmation: what happened?}}",
  "answer.shipments":
    "{n, plural, one {# shipment without a confirmation: what happened?} other {# shipments without a confirmation: what happened?}}",
  "answer.numbers":
    "{n, plural, one {# number without a confirmation: what happened?} other {# numbers without a confirmation: what happened?}}",
  "answer.due": "Please answer by {at}.",
  "answer.until": "This page is for these numbers only, until {at}.",
  "answer.files": "When will your files or messages come?",
  "answer.files-why": "Only if you know. Times are those of {zone}.",
  "answer.what": "What happened to {id}?",
  "answer.shipped": "Shipped",
  "answer.will-ship": "Will ship",
  "answer.short": "Short",
  "answer.never-received": "Not here",
  "answer.never-received-long": "Never received",
  "answer.unknown": "Don’t know",
  "answer.shipped-on": "Shipped on",
  "answer.will-ship-on": "Will ship on",
  "answer.quantity": "How much was shipped",
  "answer.quantity-hint": "26 of 30",
  "answer.note": "Note",
  "answer.order": "Our order {id}",
  "answer.lines": "{n, plural, one {# line} other {# lines}}",
  "answer.was-due": "Was due {at}",
  "answer.needed": "Needed by {at}",
  "answer.seen": "We have seen it. Nothing is needed.",
  "answer.said": "You said: {what}",
  "answer.same": "Same for all that are empty",
  "answer.name": "Your name",
  "answer.send": "{n, plural, =0 {Send answers} one {Send # answer of {all}} other {Send # answers of {all}}}",
  "answer.left": "{n, plural, =0 {All are answered.} one {# is left.} other {# are left.}}",
  "answer.recorded": "Recorded as told by {partner}, with your name. Only your files count as shipped.",
  "answer.thanks": "{n, plural, one {Thank you: # answer is recorded.} other {Thank you: # answers are recorded.}}",
  "answer.incomplete": "{n, plural, one {# line needs a day or a quantity.} other {# lines need a day or a quantity.}}",
  "answer.missing": "Needed",
  "answer.failed": "Not sent: {why} Nothing is lost on this page; try again.",
  "answer.offline": "the server cannot be reached.",
  "answer.loading": "One moment",
  "answer.none": "This link holds for nothing",
  "answer.none-why": "It may have been cut off when it was copied. Ask the sender for a new one.",
  "answer.over": "This link holds no longer",
  "answer.over-why":
    "It was good for some days only, or the question was taken back. Ask the sender if you still want to answer.",
  "answer.busy": "Too many tries from here",
  "answer.busy-why": "{n, plural, one {Try again in # minute.} other {Try again in # minutes.}}",
  "answer.again": "Try again",
  "answer.more": "Show {n} more",
  "answer.change": "Change it",
} as const;

/** An id of this page's part of the catalogue. */
export type AnswerWord = keyof typeof en;
type Entries = Readonly<Record<AnswerWord, string>>;

const es: Entries = {
  "answer.title": "{company} pregunta a {partner}",
  "answer.orders":
    "{n, plural, one {# pedido sin confirmación: ¿qué ha pasado?} other {# pedidos sin confirmación: ¿qué ha pasado?}}",
  "answer.shipments":
    "{n, plural, one {# envío sin confirmación: ¿qué ha pasado?} other {# envíos sin confirmación: ¿qué ha pasado?}}",
  "answer.numbers":
    "{n, plural, one {# número sin confirmación: ¿qué ha pasado?} other {# números sin confirmación: ¿qué ha pasado?}}",
  "answer.due": "Responda antes del {at}, por favor.",
  "answer.until": "Esta página vale solo para estos números, hasta el {at}.",
  "answer.files": "¿Cuándo llegarán sus archivos o mensajes?",
  "answer.files-why": "Solo si lo sabe. Las horas son las de {zone}.",
  "answer.what": "¿Qué ha pasado con {id}?",
  "answer.shipped": "Enviado",
  "answer.will-ship": "Se enviará",
  "answer.short": "Incompleto",
  "answer.never-received": "No está",
  "answer.never-received-long": "Nunca recibido",
  "answer.unknown": "No lo sé",
  "answer.shipped-on": "Enviado el",
  "answer.will-ship-on": "Se enviará el",
  "answer.quantity": "Cuánto se envió",
  "answer.quantity-hint": "26 de 30",
  "answer.note": "Nota",
  "answer.order": "Nuestro pedido {id}",
  "answer.lines": "{n, plural, one {# línea} other {# líneas}}",
  "answer.was-due": "Se esperaba el {at}",
  "answer.needed": "Se necesita antes del {at}",
  "answer.seen": "Ya lo hemos visto. No hace falta nada.",
  "answer.said": "Usted dijo: {what}",
  "answer.same": "Lo mismo para los que están vacíos",
  "answer.name": "Su nombre",
  "answer.send":
    "{n, plural, =0 {Enviar respuestas} one {Enviar # respuesta de {all}} other {Enviar # respuestas de {all}}}",
  "answer.left": "{n, plural, =0 {Todo está respondido.} one {Queda #.} other {Quedan #.}}",
  "answer.recorded": "Se anota como dicho por {partner}, con su nombre. Solo sus archivos cuentan como envío.",
  "answer.thanks": "{n, plural, one {Gracias: # respuesta anotada.} other {Gracias: # respuestas anotadas.}}",
  "answer.incomplete":
    "{n, plural, one {A # línea le falta el día o la cantidad.} other {A # líneas les falta el día o la cantidad.}}",
  "answer.missing": "Hace falta",
  "answer.failed": "No enviado: {why} Nada se pierde en esta página; inténtelo de nuevo.",
  "answer.offline": "no se llega al servidor.",
  "answer.loading": "Un momento",
  "answer.none": "Este enlace no vale para nada",
  "answer.none-why": "Quizá se cortó al copiarlo. Pida uno nuevo a quien se lo envió.",
  "answer.over": "Este enlace ya no vale",
  "answer.over-why":
    "Valía solo unos días, o la pregunta se retiró. Pregunte a quien se lo envió si aún quiere responder.",
  "answer.busy": "Demasiados intentos desde aquí",
  "answer.busy-why": "{n, plural, one {Inténtelo de nuevo en # minuto.} other {Inténtelo de nuevo en # minutos.}}",
  "answer.again": "Intentar de nuevo",
  "answer.more": "Mostrar {n} más",
  "answer.change": "Cambiarlo",
};

const de: Entries = {
  "answer.title": "{company} fragt {partner}",
  "answer.orders":
    "{n, plural, one {# Auftrag ohne Bestätigung: was ist geschehen?} other {# Aufträge ohne Bestätigung: was ist geschehen?}}",
  "answer.shipments":
    "{n, plural, one {# Sendung ohne Bestätigung: was ist geschehen?} other {# Sendungen ohne Bestätigung: was ist geschehen?}}",
  "answer.numbers":
    "{n, plural, one {# Nummer ohne Bestätigung: was ist geschehen?} other {# Nummern ohne Bestätigung: was ist geschehen?}}",
  "answer.due": "Bitte antworten Sie bis {at}.",
  "answer.until": "Diese Seite gilt nur für diese Nummern, bis {at}.",
  "answer.files": "Wann kommen Ihre Dateien oder Meldungen?",
  "answer.files-why": "Nur wenn Sie es wissen. Zeiten sind die von {zone}.",
  "answer.what": "Was ist mit {id} geschehen?",
  "answer.shipped": "Versandt",
  "answer.will-ship": "Wird versandt",
  "answer.short": "Fehlmenge",
  "answer.never-received": "Nicht hier",
  "answer.never-received-long": "Nie erhalten",
  "answer.unknown": "Weiß nicht",
  "answer.shipped-on": "Versandt am",
  "answer.will-ship-on": "Wird versandt am",
  "answer.quantity": "Wie viel versandt wurde",
  "answer.quantity-hint": "26 von 30",
  "answer.note": "Notiz",
  "answer.order": "Unser Auftrag {id}",
  "answer.lines": "{n, plural, one {# Position} other {# Positionen}}",
  "answer.was-due": "War fällig {at}",
  "answer.needed": "Gebraucht bis {at}",
  "answer.seen": "Wir haben es gesehen. Es braucht nichts mehr.",
  "answer.said": "Sie sagten: {what}",
  "answer.same": "Gleich für alle leeren",
  "answer.name": "Ihr Name",
  "answer.send":
    "{n, plural, =0 {Antworten senden} one {# Antwort von {all} senden} other {# Antworten von {all} senden}}",
  "answer.left": "{n, plural, =0 {Alle sind beantwortet.} one {# fehlt noch.} other {# fehlen noch.}}",
  "answer.recorded":
    "Wird als Auskunft von {partner} mit Ihrem Namen festgehalten. Als versandt zählen nur Ihre Dateien.",
  "answer.thanks":
    "{n, plural, one {Danke: # Antwort ist festgehalten.} other {Danke: # Antworten sind festgehalten.}}",
  "answer.incomplete":
    "{n, plural, one {# Zeile braucht einen Tag oder eine Menge.} other {# Zeilen brauchen einen Tag oder eine Menge.}}",
  "answer.missing": "Wird gebraucht",
  "answer.failed": "Nicht gesendet: {why} Auf dieser Seite geht nichts verloren; versuchen Sie es noch einmal.",
  "answer.offline": "der Server ist nicht zu erreichen.",
  "answer.loading": "Einen Moment",
  "answer.none": "Dieser Link gilt für nichts",
  "answer.none-why": "Vielleicht wurde er beim Kopieren abgeschnitten. Bitten Sie den Absender um einen neuen.",
  "answer.over": "Dieser Link gilt nicht mehr",
  "answer.over-why":
    "Er galt nur einige Tage, oder die Frage wurde zurückgenommen. Fragen Sie den Absender, wenn Sie noch antworten möchten.",
  "answer.busy": "Zu viele Versuche von hier",
  "answer.busy-why":
    "{n, plural, one {Versuchen Sie es in # Minute noch einmal.} other {Versuchen Sie es in # Minuten noch einmal.}}",
  "answer.again": "Noch einmal versuchen",
  "answer.more": "{n} weitere zeigen",
  "answer.change": "Ändern",
};

/** Languages of this page, by the first part of a language tag. */
export const languages: Readonly<Record<string, Entries>> = { en, es, de };

/** Reads this page's words in one language. */
export interface AnswerWords {
  /** Tag for dates, and for the page's `lang`. */
  readonly language: string;
  readonly say: (id: AnswerWord, values?: Readonly<Record<string, string | number>>) => string;
}

/** The words of a language or, where there are none, English. They are apart from those of our own screens. */
export function answerWords(language: string): AnswerWords {
  const bare = language.split("-", 1)[0] ?? "";
  const known = Object.hasOwn(languages, bare) ? bare : "en";
  const own = setupI18n();
  own.setMessagesCompiler(compileMessage);
  own.load(known, { ...languages[known] });
  own.activate(known);
  return { language: known === bare ? language : known, say: (id, values) => own._(id, values) };
}

/** `Thu 19 Nov, 12:00`: on the partner's clock. */
export const momentText = (at: string, timezone: string, language: string): string =>
  new Intl.DateTimeFormat(localeOf(language), {
    timeZone: timezone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(Date.parse(at));

/** `18 Nov`: a day without a clock. */
export const dayText = (day: string, language: string): string =>
  new Intl.DateTimeFormat(localeOf(language), { timeZone: "UTC", day: "numeric", month: "short" }).format(
    Date.parse(`${day}T00:00:00Z`),
  );

const localeOf = (language: string): string => (language === "en" ? "en-GB" : language);
