import { SegmentedControl } from "@mantine/core";
import classes from "./Choice.module.css";

/** A few choices side by side, of which one holds; the chosen part stands on surface. */
export function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}) {
  return (
    <SegmentedControl
      aria-label={label}
      value={value}
      onChange={(next) => {
        const found = options.find((one) => one.value === next);
        if (found) onChange(found.value);
      }}
      data={options.map((one) => ({ value: one.value, label: one.label }))}
      withItemsBorders={false}
      classNames={{ root: classes.root ?? "", label: classes.label ?? "", indicator: classes.indicator ?? "" }}
    />
  );
}
