import { ActionIcon } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { count } from "../../app/format.ts";
import { tell } from "./detailWords.ts";
import classes from "./Steps.module.css";
import { say } from "./words.ts";

/** "1 of 9", and the ways to the ones beside it. */
export function Steps({
  place,
  onStep,
}: {
  readonly place: { readonly index: number; readonly of: number };
  readonly onStep: (by: 1 | -1) => void;
}) {
  return (
    <span className={classes.place}>
      <span className="num">{tell("x.place", { i: count(place.index + 1), n: count(place.of) })}</span>
      <ActionIcon
        variant="default"
        size={26}
        aria-label={say("do.previous")}
        aria-keyshortcuts="["
        disabled={place.index === 0}
        onClick={() => onStep(-1)}
      >
        <IconChevronLeft size={15} aria-hidden="true" />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size={26}
        aria-label={say("do.next")}
        aria-keyshortcuts="]"
        disabled={place.index === place.of - 1}
        onClick={() => onStep(1)}
      >
        <IconChevronRight size={15} aria-hidden="true" />
      </ActionIcon>
    </span>
  );
}
