import { Button, Checkbox, Modal, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { PageOf, WallMade, WallRow } from "../../../server/wire/index.ts";
import { api, problemOf, useNetwork } from "../../live/index.ts";
import { CodeBlock } from "../../widgets/CodeBlock.tsx";
import { date, time } from "../format.ts";
import { t } from "../words.ts";
import classes from "./Walls.module.css";
import { say } from "./wallsWords.ts";

const links = { queryKey: ["walls"], queryFn: () => api<PageOf<WallRow>>("/walls") };

/** The links that open walls: made here, shown once, withdrawn here. */
export function Walls({ site, onClose }: { readonly site: string; readonly onClose: () => void }) {
  const network = useNetwork();
  const queries = useQueryClient();
  const known = useQuery(links);
  const [name, setName] = useState("");
  const all = network?.warehouses ?? [];
  const [picked, setPicked] = useState<readonly string[]>([site]);
  const again = (): Promise<void> => queries.invalidateQueries({ queryKey: links.queryKey });
  const make = useMutation({
    mutationFn: () =>
      api<WallMade>("/walls", {
        // In the order of the network file, whatever was ticked first.
        body: { name: name.trim(), warehouses: all.map(({ id }) => id).filter((id) => picked.includes(id)) },
      }),
    onSuccess: again,
  });
  const drop = useMutation({
    mutationFn: (id: string) => api(`/walls/${encodeURIComponent(id)}`, { method: "DELETE" }),
    onSuccess: again,
  });
  const failed = make.error ?? drop.error ?? known.error;
  const why = failed === null ? null : (problemOf(failed).detail ?? problemOf(failed).title);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== "" && picked.length > 0 && !make.isPending) make.mutate();
  };
  const zone = network?.company.timezone ?? "UTC";
  return (
    <Modal
      opened
      onClose={onClose}
      title={say("walls.title")}
      closeButtonProps={{ "aria-label": t("do.close") }}
      size={560}
    >
      <p className={classes.why}>{say("walls.why")}</p>
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          label={say("walls.name")}
          placeholder={say("walls.name-hint")}
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checkbox.Group
          label={say("walls.sites")}
          description={say("walls.sites-turn")}
          value={[...picked]}
          onChange={setPicked}
        >
          <div className={classes.sites}>
            {all.map((one) => (
              <Checkbox key={one.id} value={one.id} label={one.id} title={one.name} />
            ))}
          </div>
        </Checkbox.Group>
        <Button type="submit" disabled={name.trim() === "" || picked.length === 0} loading={make.isPending}>
          {say("walls.make")}
        </Button>
      </form>
      {make.data !== undefined && (
        <section className={classes.made}>
          <h3>{say("walls.made")}</h3>
          <CodeBlock text={make.data.link} label={say("walls.made")} />
        </section>
      )}
      {why !== null && <p role="alert">{say("walls.failed", { why })}</p>}
      {known.data?.items.length === 0 ? (
        <p className={classes.why}>{say("walls.none")}</p>
      ) : (
        <ul className={classes.links}>
          {known.data?.items.map((one) => (
            <li key={one.id}>
              <b>{one.name}</b>
              <span>
                {one.warehouses.join(", ")} ·{" "}
                {say("walls.since", { at: `${date(one.createdAt, zone, Date.now())} ${time(one.createdAt, zone)}` })}
              </span>
              <Button
                size="sm"
                variant="default"
                aria-label={say("walls.drop", { name: one.name })}
                disabled={drop.isPending}
                onClick={() => drop.mutate(one.id)}
              >
                {say("walls.drop-short")}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Modal>
  );
}
