import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { problemOf } from "../../live/index.ts";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { t } from "../words.ts";

/** While a screen's code comes. */
export function Starting() {
  return <SkeletonRows rows={10} />;
}

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <EmptyState title={t("error.not-found")} why={t("error.not-found-why")}>
      <Link to="/queue">{t("nav.queue")}</Link>
    </EmptyState>
  );
}

/** A screen that broke, or a page whose server cannot be reached: what failed, and a way to try again. */
export function ScreenFailed({ error, reset }: { readonly error: unknown; readonly reset?: () => void }) {
  const problem = problemOf(error);
  const off = problem.status === 0;
  return (
    <EmptyState
      title={off ? t("error.unreachable") : t("error.screen")}
      why={
        <>
          {!off && <p>{t("error.screen-why")}</p>}
          {!off && <p className="mono">{problem.detail ?? problem.title}</p>}
          {problem.errorId !== undefined && <p className="mono">{t("error.id", { id: problem.errorId })}</p>}
        </>
      }
    >
      <Button onClick={() => (off || reset === undefined ? window.location.reload() : reset())}>{t("do.retry")}</Button>
    </EmptyState>
  );
}
