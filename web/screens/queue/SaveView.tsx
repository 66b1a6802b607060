import { Button, Checkbox, Group, Modal, Stack, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { QueueSearch } from "../../app/url.ts";
import { t } from "../../app/words.ts";
import { useChangeViews } from "../../live/index.ts";
import { pageOf } from "./pageOf.ts";
import { say } from "./words.ts";

/** Keeps the page as it is now under a name: what opens the form, and the form, which must stand outside of menus. */
export function useSaveView(search: QueueSearch): { readonly open: () => void; readonly form: ReactNode } {
  const [opened, setOpened] = useState(false);
  const change = useChangeViews();
  return {
    open: () => setOpened(true),
    form: (
      <ViewForm
        opened={opened}
        title={say("views.save-title")}
        name=""
        shared={false}
        busy={change.isPending}
        onClose={() => setOpened(false)}
        onSave={(name, shared) =>
          change.mutate(
            { kind: "save", body: { name, shared, page: pageOf(search) } },
            { onSuccess: () => setOpened(false) },
          )
        }
      />
    ),
  };
}

/** Name and sharing of a view. */
export function ViewForm({
  opened,
  title,
  ...fields
}: FieldsProps & { readonly opened: boolean; readonly title: string }) {
  return (
    <Modal
      opened={opened}
      onClose={fields.onClose}
      title={title}
      closeButtonProps={{ "aria-label": t("do.close") }}
      size={420}
    >
      <Fields {...fields} />
    </Modal>
  );
}

interface FieldsProps {
  readonly name: string;
  readonly shared: boolean;
  readonly busy: boolean;
  readonly onClose: () => void;
  readonly onSave: (name: string, shared: boolean) => void;
}

function Fields({ name, shared, busy, onClose, onSave }: FieldsProps) {
  const [text, setText] = useState(name);
  const [all, setAll] = useState(shared);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") onSave(text.trim(), all);
      }}
    >
      <Stack gap={14}>
        <TextInput
          label={say("views.name")}
          value={text}
          maxLength={80}
          onChange={(event) => setText(event.currentTarget.value)}
          data-autofocus
        />
        <Checkbox label={say("views.share")} checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            {t("do.cancel")}
          </Button>
          <Button type="submit" loading={busy} disabled={text.trim() === ""}>
            {say("views.save-go")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
