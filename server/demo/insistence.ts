import { type ExportResult, ExportResultCode } from "@opentelemetry/core";
import { OTLPExporterError } from "@opentelemetry/otlp-exporter-base";

/** An exporter of one signal, as far as it matters here. */
interface Exporting<T> {
  export(items: T, done: (result: ExportResult) => void): void;
}

/**
 * Exporters give up after some tries, and a batch processor forgets what was not taken. A network that must not lose
 * its day asks again until the endpoint answers: taken, or refused for good.
 */
export interface Insistence {
  /** The same exporter, that insists. */
  over<T extends { readonly length: number }>(exporter: Exporting<T>): Exporting<T>;
  /** Resolves when no batch is under way. */
  settled(): Promise<void>;
  /** Records of batches that were taken or refused for good. */
  answered(): number;
  /** From now on a batch that is not taken is forgotten. */
  giveUp(): void;
}

const pauseMs = 1_000;

/** `refused` is told the size and HTTP status of each batch that will not be asked again. */
export function createInsistence(refused: (records: number, status: number) => void): Insistence {
  let underWay = 0;
  let answered = 0;
  let insisting = true;
  let waiting: (() => void)[] = [];

  const finish = (): void => {
    underWay -= 1;
    if (underWay > 0) return;
    const all = waiting;
    waiting = [];
    for (const resolve of all) resolve();
  };

  return {
    over: (exporter) => ({
      export(items, done) {
        underWay += 1;
        const attempt = (): void => {
          exporter.export(items, (result) => {
            const status = refusalOf(result);
            if (result.code !== ExportResultCode.SUCCESS && status === null && insisting) {
              setTimeout(attempt, pauseMs);
              return;
            }
            if (result.code === ExportResultCode.SUCCESS || status !== null) answered += items.length;
            if (status !== null) refused(items.length, status);
            done({ code: ExportResultCode.SUCCESS });
            finish();
          });
        };
        attempt();
      },
    }),
    settled: () =>
      underWay === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push(resolve);
          }),
    answered: () => answered,
    giveUp() {
      insisting = false;
    },
  };
}

/** The status of an answer that asking again cannot change; a missing token can be given meanwhile. */
function refusalOf(result: ExportResult): number | null {
  if (!(result.error instanceof OTLPExporterError)) return null;
  const status = result.error.code;
  if (status === undefined || status < 400 || status === 401 || status === 403 || status === 408) return null;
  return status;
}
