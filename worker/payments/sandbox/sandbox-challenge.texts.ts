// What the bank's page says. Its own words, apart from Jari's dictionaries: it is another company.

export type BankLanguage = "ko" | "en";

export interface BankTexts {
  readonly bank: string;
  readonly demo: string;
  readonly question: string;
  readonly amount: string;
  readonly merchant: string;
  readonly reference: string;
  readonly approve: string;
  readonly refuse: string;
  readonly note: string;
  readonly back: string;
  readonly notices: Readonly<Record<BankNotice, { readonly title: string; readonly text: string }>>;
}

/** Everything the page may say instead of asking. */
export type BankNotice =
  | "approved"
  | "refused"
  | "expired"
  | "closed"
  | "unknown"
  | "invalid"
  | "unavailable";

export const BANK_TEXTS: Readonly<Record<BankLanguage, BankTexts>> = {
  ko: {
    bank: "샌드박스 은행",
    demo: "연습용 은행입니다. 실제 돈은 움직이지 않습니다.",
    question: "이 결제를 승인할까요?",
    amount: "결제 금액",
    merchant: "가맹점",
    reference: "주문 번호",
    approve: "승인",
    refuse: "거절",
    note: "답하면 결제를 시작한 곳으로 돌아갑니다. 가맹점이 오래 기다리지 않으니 곧 답해 주세요.",
    back: "결제한 곳으로 돌아가기",
    notices: {
      approved: { title: "승인된 결제입니다", text: "더 할 일은 없습니다. 이 창을 닫아도 됩니다." },
      refused: { title: "거절된 결제입니다", text: "돈은 빠져나가지 않았습니다." },
      expired: {
        title: "시간이 지났습니다",
        text: "답이 없어 결제를 끝냈습니다. 돈은 빠져나가지 않았습니다.",
      },
      closed: { title: "이미 끝난 결제입니다", text: "답할 것이 남아 있지 않습니다." },
      unknown: {
        title: "결제를 찾을 수 없습니다",
        text: "주소를 확인하거나 결제를 시작한 곳으로 돌아가세요.",
      },
      invalid: { title: "답을 받지 못했습니다", text: "이 페이지를 다시 열어 한 번 더 답해 주세요." },
      unavailable: { title: "지금은 답할 수 없습니다", text: "잠시 뒤에 이 페이지를 새로 고쳐 주세요." },
    },
  },
  en: {
    bank: "Sandbox Bank",
    demo: "A bank for practice. No real money moves.",
    question: "Do you approve this payment?",
    amount: "Amount",
    merchant: "Merchant",
    reference: "Reference",
    approve: "Approve",
    refuse: "Refuse",
    note: "Your answer takes you back to where you came from. Please answer soon: the merchant will not wait long.",
    back: "Back to where you came from",
    notices: {
      approved: {
        title: "This payment is approved",
        text: "There is nothing left to do; you may close this page.",
      },
      refused: { title: "This payment was refused", text: "No money has left your account." },
      expired: {
        title: "The time is over",
        text: "Nobody answered, so it ended. No money has left your account.",
      },
      closed: { title: "This payment is already closed", text: "There is nothing left to answer." },
      unknown: {
        title: "We cannot find this payment",
        text: "Check the address, or go back to where you came from.",
      },
      invalid: {
        title: "We could not take your answer",
        text: "Please open this page again and answer once more.",
      },
      unavailable: { title: "We cannot answer right now", text: "Please reload this page in a moment." },
    },
  },
};

/** The first language of an Accept-Language header that we speak; English when there is none. */
export function bankLanguage(acceptLanguage: string | undefined): BankLanguage {
  const wishes = (acceptLanguage ?? "")
    .slice(0, 500)
    .split(",")
    .map((wish) => {
      const [tag = "", ...params] = wish.trim().toLowerCase().split(";");
      const q = params.map((param) => /^\s*q=([\d.]+)/.exec(param)?.[1]).find((value) => value !== undefined);
      return { language: tag.split("-")[0], quality: Number(q ?? 1) };
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality);
  const found = wishes.find(({ language }) => language === "ko" || language === "en");
  return found?.language === "ko" ? "ko" : "en";
}
