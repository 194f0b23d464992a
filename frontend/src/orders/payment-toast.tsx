// One toast for one payment, from the press of the button to its result, on whichever page that is.

import { toast } from "solid-sonner";
import { ResultText } from "./result-text.tsx";

const TOAST_ID = "payment";

export function toastPaying(text: string): void {
  toast.loading(text, { id: TOAST_ID, duration: Number.POSITIVE_INFINITY });
}

export function toastPaid(text: string): void {
  toast.success(() => <ResultText text={text} mark={false} />, { id: TOAST_ID, duration: 6_000 });
}

export function toastUnpaid(text: string): void {
  toast.error(() => <ResultText text={text} mark={false} />, { id: TOAST_ID, duration: 8_000 });
}

export function dismissPaymentToast(): void {
  toast.dismiss(TOAST_ID);
}
