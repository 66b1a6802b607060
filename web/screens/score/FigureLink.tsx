import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { scoreSearch } from "../../app/url.ts";

/** Opens one figure, for the same days and building. */
export function FigureLink({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  return (
    <Link to="/exec" className="reach" search={(old) => scoreSearch({ ...old, x: id, by: undefined })}>
      {children}
    </Link>
  );
}
