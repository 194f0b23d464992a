import type { JSX } from "solid-js";
import { useI18n } from "../i18n/i18n.tsx";

export interface MapControlsProps {
  readonly canZoomIn: boolean;
  readonly canZoomOut: boolean;
  readonly onZoomIn: () => void;
  readonly onZoomOut: () => void;
  readonly onFit: () => void;
}

export function MapControls(props: MapControlsProps): JSX.Element {
  const { t } = useI18n();
  return (
    <div class="absolute top-2.5 right-2.5 z-10 flex flex-col gap-1.5">
      <ControlButton label={t("seatMap.zoomIn")} disabled={!props.canZoomIn} onClick={props.onZoomIn}>
        <path d="M12 5v14M5 12h14" />
      </ControlButton>
      <ControlButton label={t("seatMap.zoomOut")} disabled={!props.canZoomOut} onClick={props.onZoomOut}>
        <path d="M5 12h14" />
      </ControlButton>
      <ControlButton label={t("seatMap.fit")} disabled={!props.canZoomOut} onClick={props.onFit}>
        <path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" />
      </ControlButton>
    </div>
  );
}

interface ControlButtonProps {
  readonly label: string;
  readonly disabled: boolean;
  readonly onClick: () => void;
  readonly children: JSX.Element;
}

function ControlButton(props: ControlButtonProps): JSX.Element {
  return (
    <button
      type="button"
      aria-label={props.label}
      title={props.label}
      disabled={props.disabled}
      onClick={() => props.onClick()}
      class="grid size-11 place-items-center rounded-control border border-line-strong bg-surface text-ink hover:bg-sunken disabled:text-muted disabled:opacity-60"
    >
      <svg
        aria-hidden="true"
        viewBox="0 0 24 24"
        class="size-5 fill-none stroke-current"
        stroke-width="2.25"
        stroke-linecap="round"
        stroke-linejoin="round"
      >
        {props.children}
      </svg>
    </button>
  );
}
