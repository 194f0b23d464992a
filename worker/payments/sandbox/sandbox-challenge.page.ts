// The bank's page for one payment: a question with two answers, or a notice. No script at all.

import { html, raw } from "hono/html";
import { CURRENCY_EXPONENTS } from "../../../shared/domain/money.ts";
import { BANK_STYLE } from "./sandbox-challenge.style.ts";
import { BANK_TEXTS, type BankLanguage, type BankNotice } from "./sandbox-challenge.texts.ts";

export interface Question {
  readonly action: string;
  readonly secret: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly merchant: string;
  readonly orderId: string;
}

type Page = ReturnType<typeof html>;

export function questionPage(language: BankLanguage, nonce: string, question: Question): Page {
  const texts = BANK_TEXTS[language];
  const amount = formatAmount(language, question.amountMinor, question.currency);
  const form = (answer: "approve" | "refuse", label: string, look: string) =>
    html` <form method="post" action="${question.action}">
      <input type="hidden" name="secret" value="${question.secret}" />
      <input type="hidden" name="answer" value="${answer}" />
      <button class="${look}">${label}</button>
    </form>`;
  return frame(
    language,
    nonce,
    texts.question,
    html`<dl>
        <div>
          <dt>${texts.amount}</dt>
          <dd class="amount">${amount}</dd>
        </div>
        <div>
          <dt>${texts.merchant}</dt>
          <dd>${question.merchant}</dd>
        </div>
        <div>
          <dt>${texts.reference}</dt>
          <dd class="reference">${question.orderId}</dd>
        </div>
      </dl>
      <div class="answers">
        ${form("refuse", texts.refuse, "quiet")} ${form("approve", texts.approve, "")}
      </div>
      <p class="note">${texts.note}</p>`,
  );
}

export function noticePage(
  language: BankLanguage,
  nonce: string,
  notice: BankNotice,
  returnUrl?: string,
): Page {
  const texts = BANK_TEXTS[language];
  const { title, text } = texts.notices[notice];
  const link = returnUrl === undefined ? "" : html`<p><a href="${returnUrl}">${texts.back}</a></p>`;
  return frame(
    language,
    nonce,
    title,
    html`<p>${text}</p>
      ${link}`,
  );
}

/** In the currency's own digits; a currency we do not sell in is left to Intl. */
export function formatAmount(language: BankLanguage, amountMinor: number, currency: string): string {
  const known = Object.entries(CURRENCY_EXPONENTS).find(([code]) => code === currency);
  const digits =
    known?.[1] ??
    new Intl.NumberFormat(language, { style: "currency", currency }).resolvedOptions()
      .maximumFractionDigits ??
    2;
  return new Intl.NumberFormat(language, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amountMinor / 10 ** digits);
}

function frame(language: BankLanguage, nonce: string, title: string, content: Page): Page {
  const texts = BANK_TEXTS[language];
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · ${texts.bank}</title>
        <style nonce="${nonce}">
          ${raw(BANK_STYLE)}
        </style>
      </head>
      <body>
        <header><span aria-hidden="true"></span>${texts.bank}</header>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
        <footer>${texts.demo}</footer>
      </body>
    </html>`;
}
