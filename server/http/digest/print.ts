import type { PrintedPage } from "../../ports/index.ts";
import type { ServingDeps } from "../deps.ts";
import type { People } from "../people.ts";

/** What to install where nothing prints. */
export const noPrinter =
  "Nothing here prints: install chromium-headless-shell, chromium or google-chrome, or name the program in TALLYMAN_CHROMIUM.";

/** The scorecard where all of it has been read. */
const ready = '[data-screen="score"][data-told]:not(:has([aria-busy="true"]))';

/** Prints the scorecard of some days, by a ticket that ends with it; null where nothing prints. */
export async function printScorecard(
  { printer, linksReach, publicUrl }: Pick<ServingDeps, "printer" | "linksReach" | "publicUrl">,
  people: Pick<People, "printTicket">,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<PrintedPage | null> {
  if (printer === null) return null;
  const ticket = people.printTicket();
  try {
    const cookie = { name: ticket.name, value: ticket.value };
    return await printer.print({
      path: `/exec?from=${from}&to=${to}`,
      cookie,
      linksTo: linksReach ? publicUrl() : null,
      ready,
    });
  } finally {
    ticket.end();
  }
}

/** Name of the file that goes along. */
export const pdfName = ({ to }: { readonly to: string }): string => `scorecard-to-${to}.pdf`;
