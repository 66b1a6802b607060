import { Menu, UnstyledButton } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Fragment } from "react";
import { demoStories } from "../../../server/wire/index.ts";
import { api, problemOf, useMe } from "../../live/index.ts";
import { t } from "../words.ts";
import classes from "./DemoBadge.module.css";

/** Marks every page of a demo server, plays its stories, and wipes its data with one click. */
export function DemoBadge() {
  const demo = useMe()?.demo ?? false;
  const queries = useQueryClient();
  const play = useMutation({
    mutationFn: (what: string) => api(`/demo/${what}`, { method: "POST" }),
    onSuccess: () => queries.invalidateQueries(),
  });
  if (!demo) return null;
  const why = play.isError ? (problemOf(play.error).detail ?? problemOf(play.error).title) : null;
  return (
    <span className={classes.demo}>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <UnstyledButton className={classes.demoName}>{t("demo.badge")}</UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {demoStories.map(({ name, ending }, index) => (
            <Fragment key={name}>
              {index > 0 ? <Menu.Divider /> : null}
              <Menu.Item onClick={() => play.mutate(name)}>{t(`demo.${name}`)}</Menu.Item>
              <Menu.Item onClick={() => play.mutate(ending)}>{t(`demo.${ending}`)}</Menu.Item>
            </Fragment>
          ))}
        </Menu.Dropdown>
      </Menu>
      <UnstyledButton
        className={classes.demoWipe}
        aria-label={t("demo.wipe-label")}
        disabled={play.isPending}
        onClick={() => play.mutate("wipe")}
      >
        {t("demo.wipe")}
      </UnstyledButton>
      <span role="status" hidden={why === null}>
        {why === null ? "" : t("demo.failed", { why })}
      </span>
    </span>
  );
}
