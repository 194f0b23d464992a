// A payment that failed and may be tried again, giving an order up, and what becomes of the money: on the order's page.

export default {
  keptText: "좌석은 {{ time }}까지 그대로 맡아 두었습니다. 아래에서 다른 카드로 다시 결제해 주세요.",
  keptVoided: "이 결제의 승인이 뒤늦게 도착하더라도 두 번 결제되지 않습니다.",
  keptFor: "좌석을 맡아 두는 시간",
  retryTitle: "다른 카드로 결제",
  attemptsLeft: "결제는 앞으로 {{ n }}번 더 시도할 수 있습니다.",
  attemptsLast: "마지막 결제 기회입니다. 이번에도 실패하면 주문이 취소되고 좌석은 다시 판매됩니다.",
  sending: "결제를 요청하고 있습니다",
  resuming: "보낸 결제 요청을 확인하고 있습니다",
  waiting: "먼저 보낸 결제 요청을 처리하고 있습니다",
  refusedTitle: "다시 결제하지 못했습니다",
  lostText: "결제 요청이 도착했는지 아직 알 수 없습니다. 다시 확인해도 두 번 결제되지 않습니다.",
  endingTitle: "주문을 취소하고 있습니다",
  endingText: "결제할 수 있는 시간이나 횟수가 끝나 주문을 취소하고 좌석을 돌려놓고 있습니다.",
  giveUp: "주문 취소하기",
  giveUpAsk: "주문을 취소하시겠어요?",
  giveUpFailed: "맡아 둔 좌석은 바로 다시 판매됩니다.",
  giveUpPaying:
    "진행 중인 결제부터 취소한 뒤 좌석을 돌려놓습니다. 그 사이에 승인된 결제는 자동으로 취소됩니다.",
  giveUpSending: "취소를 요청하고 있습니다",
  giveUpKeep: "주문 유지하기",
  cancellingTitle: "주문을 취소하고 있습니다",
  cancellingText:
    "진행 중이던 결제부터 취소하고 있습니다. 다시 결제하지 마세요. 취소가 끝나면 좌석은 다시 판매됩니다.",
  cancellingLeave: "이 화면을 닫아도 취소는 계속됩니다. 결과는 내 예매에서 볼 수 있습니다.",
  cancelledTitle: "주문이 취소되었습니다",
  confirmedFirst: "주문 결과가 먼저 정해져 취소하지 못했습니다. 현재 주문 상태를 확인해 주세요.",
  mayEarnSeats:
    "이 결제는 취소를 요청해 두었습니다. 그래도 승인이 뒤늦게 도착하면 선택하신 좌석으로 예매해 드리고, 좌석이 남아 있지 않으면 결제 금액을 자동으로 돌려드립니다.",
  goesBack:
    "진행 중이던 결제는 취소를 요청해 두었습니다. 승인이 도착하더라도 결제 금액은 자동으로 돌려드립니다.",
  noNeedToPay: "같은 좌석을 지금 다시 결제하실 필요는 없습니다.",
  seatMap: "좌석 배치도 보기",
  instead: "예매한 주문 보기",
  returnedText:
    "앞선 주문의 결제가 뒤늦게 승인되었지만, 이 주문으로 같은 좌석을 예매하셨으므로 자동으로 취소했습니다. 두 번 결제되지 않습니다.",
  returnedLink: "앞선 주문 보기",
  returnedLinkNth: "앞선 주문 {{ n }} 보기",
  freePending: "예매를 확정하고 있습니다",
  freePendingText: "좌석은 안전하게 맡아 두었습니다. 잠시만 기다려 주세요.",
  freeComplete: "✅ 예매 완료",
  freeFailed: "❌ 예매 실패",
  freeFailedText: "예매를 확정하지 못했습니다.",
};
