import { Menu, UnstyledButton } from "@mantine/core";
import { IconCheck, IconChevronDown } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type QueueSearch, type QueueView, queueViews } from "../../app/url.ts";
import { useSavedViews } from "../../live/index.ts";
import { useSaveView } from "./SaveView.tsx";
import { useCounts } from "./useCounts.ts";
import { ViewCount } from "./ViewCount.tsx";
import classes from "./Views.module.css";
import { say } from "./words.ts";

/** The views as a menu, where there is no room for the list. */
export function ViewMenu({
  search,
  onView,
}: {
  readonly search: QueueSearch;
  readonly onView: (view: QueueView) => void;
}) {
  const counts = useCounts(search);
  const saved = useSavedViews().data?.filter((one) => one.subscribed) ?? [];
  const navigate = useNavigate();
  const view = search.view ?? "due";
  const save = useSaveView(search);
  return (
    <>
      <Menu position="bottom-start" width={240} withinPortal>
        <Menu.Target>
          <UnstyledButton className={classes.menu}>
            {say(`queue.view.${view}`)}
            <IconChevronDown size={14} stroke={1.8} aria-hidden="true" />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {queueViews.map((id) => (
            <Menu.Item
              key={id}
              onClick={() => onView(id)}
              rightSection={id === view ? <IconCheck size={14} aria-hidden="true" /> : <ViewCount n={counts[id]} />}
            >
              {say(`queue.view.${id}`)}
            </Menu.Item>
          ))}
          {saved.length > 0 && <Menu.Label>{say("views.saved")}</Menu.Label>}
          {saved.map((one) => (
            <Menu.Item key={one.id} onClick={() => void navigate({ href: one.page })}>
              {one.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={save.open}>{say("views.save")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {save.form}
    </>
  );
}
