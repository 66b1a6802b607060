import { IconCheck, IconCopy } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import classes from "./CodeBlock.module.css";
import { say } from "./say.ts";

/** Text to be pasted elsewhere, on ink in both themes, with a button that copies `text`. `children` may colour the same text. */
export function CodeBlock({
  text,
  label,
  children,
}: {
  readonly text: string;
  readonly label: string;
  readonly children?: ReactNode;
}) {
  return (
    <figure className={classes.block}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must be reachable by keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: a group of text, no fieldset */}
      <pre className={classes.text} tabIndex={0} role="group" aria-label={label}>
        <code>{children ?? text}</code>
      </pre>
      <CopyButton text={text} label={label} />
    </figure>
  );
}

/** Copies a text; says so for two seconds, and selects nothing. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async (): Promise<void> => {
    await copyText(text);
    setCopied(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setCopied(false), 2000);
  };
  return (
    <button
      type="button"
      className={classes.copy}
      onClick={() => void copy()}
      aria-label={`${say("do.copy")}: ${label}`}
    >
      {copied ? (
        <IconCheck size={15} stroke={1.8} aria-hidden="true" />
      ) : (
        <IconCopy size={15} stroke={1.8} aria-hidden="true" />
      )}
      <span aria-live="polite">{copied ? say("do.copied") : say("do.copy")}</span>
    </button>
  );
}

/** Puts text on the clipboard; also where the page is served without TLS and the newer way is missing. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}
