import { Button } from "@mantine/core";
import { IconDownload, IconMail, IconUser } from "@tabler/icons-react";
import type { AskMade } from "../../../server/wire/index.ts";
import { when } from "../../app/format.ts";
import { CodeBlock } from "../../widgets/CodeBlock.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import classes from "./ask.module.css";
import { t } from "./words.ts";

/** How a message left; where nobody was mailed, all that a person needs to send it. */
export function Sent({ made, now, zone }: { readonly made: AskMade; readonly now: number; readonly zone: string }) {
  const { message } = made;
  const { how, to, phone, why } = message.sending;
  const mailed = how === "mail";
  return (
    <section className={classes.sent} aria-label={made.ask?.id}>
      <Notice
        tone={mailed ? "plain" : "waiting"}
        icon={mailed ? <IconMail size={16} aria-hidden="true" /> : <IconUser size={16} aria-hidden="true" />}
        title={mailed ? t("ask.mailed", { to: to ?? "" }) : t("ask.by-hand", { why: why ?? "" })}
      >
        {phone === null ? undefined : t("ask.phone", { phone })}
      </Notice>
      {!mailed && (
        <>
          <p className={classes.label}>
            {t("ask.subject")}: <b>{message.subject}</b>
          </p>
          <CodeBlock text={message.text} label={t("ask.copy-message")} />
          {message.link !== null && (
            <>
              <p className={classes.label}>
                {t("ask.link", { at: when(message.link.expiresAt, now, zone) })} {t("ask.link-only")}
              </p>
              <CodeBlock
                text={message.link.url}
                label={t("ask.link", { at: when(message.link.expiresAt, now, zone) })}
              />
            </>
          )}
          <Button
            variant="default"
            leftSection={<IconDownload size={16} stroke={1.8} aria-hidden="true" />}
            onClick={() => save(message.file)}
          >
            {t("ask.save")}
          </Button>
        </>
      )}
    </section>
  );
}

/** Saves a text as a file. */
function save({ name, type, text }: AskMade["message"]["file"]): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
