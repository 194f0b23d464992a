export default {
  loading: "공연과 좌석 배치도를 불러오고 있습니다",
  errorTitle: "공연을 불러오지 못했습니다",
  chartErrorTitle: "좌석 배치도를 불러오지 못했습니다",
  otherEvents: "다른 공연 보기",
  offline: "실시간 연결이 끊겼습니다. 좌석 현황이 몇 초 늦을 수 있으며, 다시 연결하고 있습니다.",
  opensIn: "예매 시작까지",
  opensAt: "{{ when }} 예매 시작",
  closedTitle: "예매가 종료되었습니다",
  closedText: "{{ when }}에 예매가 끝났습니다. 좌석 현황만 볼 수 있습니다.",
  notYet: "아직 예매가 시작되지 않았습니다. 시작되면 바로 선택할 수 있습니다.",
  browse: "예매가 열리기 전에 좌석을 미리 둘러볼 수 있습니다.",
};
