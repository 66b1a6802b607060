import { useEffect, useRef, useState } from "react";
import classes from "./Camera.module.css";
import shared from "./floor.module.css";
import { t } from "./words.ts";

/** The part of the browser's barcode reader that is used; not every browser has one. */
interface Detector {
  detect(image: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
type DetectorMaker = new () => Detector;

/** How often a picture is looked at, milliseconds. */
const lookEveryMs = 200;

/** The browser's barcode reader; null where it has none, or lets no page use the camera. */
export function detectorMaker(): DetectorMaker | null {
  const found: unknown = Reflect.get(window, "BarcodeDetector");
  return typeof found === "function" && navigator.mediaDevices !== undefined ? (found as DetectorMaker) : null;
}

/** Reads one barcode by the camera, then lets go of it. */
export function Camera({
  onNumber,
  onClose,
}: {
  readonly onNumber: (text: string) => void;
  readonly onClose: () => void;
}) {
  const video = useRef<HTMLVideoElement>(null);
  const read = useRef(onNumber);
  read.current = onNumber;
  const [why, setWhy] = useState<string | null>(null);
  useEffect(() => {
    const Maker = detectorMaker();
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    const end = (): void => {
      ended = true;
      clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    const look = async (detector: Detector): Promise<void> => {
      // A picture that cannot be read yet is none.
      const found = video.current === null ? [] : await detector.detect(video.current).catch(() => []);
      if (ended) return;
      const text = found[0]?.rawValue;
      if (text !== undefined && text !== "") {
        end();
        read.current(text);
      } else timer = setTimeout(() => void look(detector), lookEveryMs);
    };
    const begin = async (): Promise<void> => {
      if (Maker === null) return;
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      if (ended || video.current === null) return end();
      video.current.srcObject = stream;
      // Until there is a picture nothing is read; a device that refuses to play says so by showing none.
      void video.current.play().catch(() => undefined);
      await look(new Maker());
    };
    begin().catch((error: unknown) => {
      if (!ended) setWhy(error instanceof Error ? error.message : String(error));
    });
    return end;
  }, []);
  return (
    <section className={classes.camera} aria-label={t("floor.camera")}>
      {why === null ? (
        <>
          <video ref={video} muted playsInline />
          <p>{t("floor.camera-hint")}</p>
        </>
      ) : (
        <p role="alert">{t("floor.camera-none", { why })}</p>
      )}
      <button type="button" className={shared.second} onClick={onClose}>
        {t("floor.camera-close")}
      </button>
    </section>
  );
}
