import { ActionIcon, Button, Menu, UnstyledButton } from "@mantine/core";
import { IconCheck, IconFilter, IconPlayerPause, IconPlayerPlay, IconSortDescending, IconX } from "@tabler/icons-react";
import { type QueueSearch, type QueueSort, queueSorts } from "../../app/url.ts";
import { flowWord, stepWord, t, word } from "../../app/words.ts";
import { type Names, useNetwork } from "../../live/index.ts";
import { SeverityGlyph, type SeverityLevel } from "../../widgets/Severity.tsx";
import classes from "./Header.module.css";
import { say } from "./words.ts";

const levels: readonly SeverityLevel[] = ["critical", "high", "medium", "low"];
const tick = <IconCheck size={14} aria-hidden="true" />;

type Change = (change: Partial<QueueSearch>) => void;

/** Which severities are shown, in words. */
export function SeverityFilter({ search, onChange }: { readonly search: QueueSearch; readonly onChange: Change }) {
  const chosen = new Set(search.severity?.split(",") ?? []);
  const text = levels
    .filter((level) => chosen.has(level))
    .map((level) => word("severity", level).toLowerCase())
    .join(", ");
  const toggle = (level: SeverityLevel): void => {
    const next = levels.filter((one) => (one === level ? !chosen.has(one) : chosen.has(one)));
    onChange({ severity: next.length === 0 || next.length === levels.length ? undefined : next.join(",") });
  };
  return (
    <Menu closeOnItemClick={false} withinPortal width={200} position="bottom-start">
      <Menu.Target>
        <Button variant="default" size="sm" leftSection={<IconFilter size={15} stroke={1.8} aria-hidden="true" />}>
          {say("queue.severity", { what: text === "" ? say("queue.severity-all") : text })}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {levels.map((level) => (
          <Menu.CheckboxItem
            key={level}
            checked={chosen.has(level)}
            checkIcon={tick}
            rightSection={<SeverityGlyph level={level} />}
            onChange={() => toggle(level)}
          >
            {word("severity", level)}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Whose rows are shown: anyone's, mine, nobody's, a team's. */
export function OwnerFilter({
  search,
  names,
  onChange,
}: {
  readonly search: QueueSearch;
  readonly names: Names;
  readonly onChange: Change;
}) {
  const network = useNetwork();
  const who =
    search.team !== undefined
      ? names.team(search.team)
      : search.owner === "me"
        ? say("queue.owner-me")
        : search.owner === "none"
          ? say("queue.owner-none")
          : (search.owner ?? say("queue.owner-any"));
  const item = (label: string, on: boolean, change: Partial<QueueSearch>) => (
    <Menu.RadioItem
      key={label}
      value={label}
      checked={on}
      checkIcon={tick}
      closeMenuOnClick
      onChange={() => onChange(change)}
    >
      {label}
    </Menu.RadioItem>
  );
  const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
  return (
    <Menu withinPortal width={240} position="bottom-start">
      <Menu.Target>
        <Button variant="default" size="sm" leftSection={<IconFilter size={15} stroke={1.8} aria-hidden="true" />}>
          {say("queue.owner", { who })}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {item(capital(say("queue.owner-any")), search.owner === undefined && search.team === undefined, {
          owner: undefined,
          team: undefined,
        })}
        {item(capital(say("queue.owner-me")), search.owner === "me", { owner: "me", team: undefined })}
        {item(capital(say("queue.owner-none")), search.owner === "none", { owner: "none", team: undefined })}
        {network !== undefined && network.teams.length > 0 && <Menu.Label>{say("queue.owner-teams")}</Menu.Label>}
        {network?.teams.map((team) => item(team.name, search.team === team.id, { team: team.id, owner: undefined }))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** What else narrows the list, each in words with a way to clear it: kind, system, flow, step, text. */
export function FilterChips({
  search,
  names,
  causeTitle,
  onChange,
}: {
  readonly search: QueueSearch;
  readonly names: Names;
  /** What the cause that the list is narrowed to says; null while it is not known. */
  readonly causeTitle: string | null;
  readonly onChange: Change;
}) {
  const network = useNetwork();
  const { kind, system, flow, policy, cause, q } = search;
  const all = (list: string, of: (one: string) => string): string => list.split(",").map(of).join(", ");
  const step = (text: string): string => {
    const dot = text.indexOf(".");
    const of = dot < 0 ? text : text.slice(0, dot);
    return dot < 0 ? flowWord(of) : `${flowWord(of)}, ${stepWord(network?.flows, of, text.slice(dot + 1))}`;
  };
  const chips = [
    kind === undefined
      ? null
      : { key: "kind", text: say("queue.chip.kind", { what: all(kind, (one) => word("kind", one)) }) },
    system === undefined
      ? null
      : { key: "system", text: say("queue.chip.system", { what: all(system, names.system) }) },
    flow === undefined ? null : { key: "flow", text: say("queue.chip.flow", { what: all(flow, flowWord) }) },
    policy === undefined ? null : { key: "policy", text: say("queue.chip.policy", { what: step(policy) }) },
    cause === undefined ? null : { key: "cause", text: say("queue.chip.cause", { what: causeTitle ?? cause }) },
    q === undefined ? null : { key: "q", text: say("queue.chip.q", { what: q }) },
  ].filter((one) => one !== null);
  if (chips.length === 0) return null;
  return (
    <ul className={classes.chips} aria-label={say("queue.chips")}>
      {chips.map((one) => (
        <li key={one.key}>
          <UnstyledButton
            className={classes.chip}
            aria-label={say("queue.chip.clear", { what: one.text })}
            onClick={() => onChange({ [one.key]: undefined })}
          >
            <span>{one.text}</span>
            <IconX size={14} stroke={1.8} aria-hidden="true" />
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}

/** In which order rows come. */
export function SortMenu({
  search,
  onChange,
  short,
}: {
  readonly search: QueueSearch;
  readonly onChange: Change;
  readonly short: boolean;
}) {
  const sort: QueueSort = search.sort ?? "cutoff";
  const label = say(`queue.sort.${sort}`);
  return (
    <Menu withinPortal width={200} position="bottom-end">
      <Menu.Target>
        {short ? (
          <ActionIcon variant="default" size={32} aria-label={say("queue.sort", { by: label })}>
            <IconSortDescending size={16} stroke={1.8} aria-hidden="true" />
          </ActionIcon>
        ) : (
          <Button
            variant="default"
            size="sm"
            leftSection={<IconSortDescending size={15} stroke={1.8} aria-hidden="true" />}
            aria-label={say("queue.sort", { by: label })}
          >
            {label}
          </Button>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        {queueSorts.map((one) => (
          <Menu.RadioItem
            key={one}
            value={one}
            checked={one === sort}
            checkIcon={tick}
            closeMenuOnClick
            onChange={() => onChange({ sort: one === "cutoff" ? undefined : one })}
          >
            {say(`queue.sort.${one}`)}
          </Menu.RadioItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Pauses live updates, or lets them go on. */
export function PauseButton({ paused, onToggle }: { readonly paused: boolean; readonly onToggle: () => void }) {
  return (
    <ActionIcon
      variant="default"
      size={32}
      aria-pressed={paused}
      aria-keyshortcuts="p"
      aria-label={`${t("fresh.live")}: ${paused ? say("queue.resume") : say("queue.pause")}`}
      onClick={onToggle}
    >
      {paused ? (
        <IconPlayerPlay size={16} stroke={1.8} aria-hidden="true" />
      ) : (
        <IconPlayerPause size={16} stroke={1.8} aria-hidden="true" />
      )}
    </ActionIcon>
  );
}
