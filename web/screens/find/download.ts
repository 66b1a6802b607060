import type { SearchBody } from "../../../server/wire/index.ts";

/** Fetches a list as CSV, with all columns that the API has, and saves it as a file. Throws where the server refuses. */
export async function downloadCsv(numbers: readonly string[]): Promise<void> {
  const body: SearchBody = { keys: numbers };
  const answer = await fetch("/api/v1/search", {
    method: "POST",
    credentials: "same-origin",
    headers: { accept: "text/csv", "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(answer.statusText);
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = "search.csv";
  link.click();
  // After the browser has taken it.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
