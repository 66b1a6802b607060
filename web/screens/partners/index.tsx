import { useParams } from "@tanstack/react-router";
import { List } from "./List.tsx";
import { Partner } from "./Partner.tsx";

/** Partners: what each owes us and what we owe it, and the evidence of one document. */
export function Screen() {
  const { partner } = useParams({ strict: false });
  return partner === undefined ? <List /> : <Partner key={partner} id={partner} />;
}
