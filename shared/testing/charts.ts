// A small chart with one of everything the format knows: a row of every labelling, both table
// shapes, a standing area, wheelchair places and companion seats.

import type { Chart } from "../domain/chart.ts";

/** Twenty places in two zones: rows 0–6, tables 7–12, area 13–17, then one more row 18–19. */
export function buildMixedChart(): Chart {
  return {
    format: "jari-chart",
    version: 1,
    name: { ko: "작은 홀", en: "Small Hall" },
    unit: "cm",
    width: 1200,
    height: 1500,
    stage: {
      label: { ko: "무대", en: "Stage" },
      outline: [
        [300, 100],
        [900, 100],
        [900, 300],
        [300, 300],
      ],
    },
    zones: [
      {
        id: "hall",
        name: { ko: "홀", en: "Hall" },
        level: { ko: "1층", en: "Ground floor" },
        priceLevel: "R",
        outline: [
          [100, 400],
          [1100, 400],
          [1100, 1200],
          [100, 1200],
        ],
        rows: [
          {
            label: "A",
            labels: { from: 7, step: -2 },
            x: [200, 304, 356, 408],
            y: [450, 450, 450, 450],
            accessible: [0],
            companion: [1],
          },
          { label: "B", labels: ["1", "2", "2a"], x: [252, 304, 356], y: [540, 540, 540] },
        ],
        tables: [
          {
            label: "T1",
            shape: { kind: "round", x: 300, y: 800, radius: 60 },
            labels: { from: 1, step: 1 },
            x: [200, 400, 300, 300],
            y: [800, 800, 700, 900],
            accessible: [1],
            companion: [2],
            sellWhole: true,
          },
          {
            label: "T2",
            shape: { kind: "rectangle", x: 700, y: 800, width: 80, height: 80, rotation: 45 },
            labels: ["L", "R"],
            x: [620, 780],
            y: [800, 800],
          },
        ],
        areas: [
          {
            label: "GA",
            name: { ko: "스탠딩", en: "Standing" },
            capacity: 5,
            outline: [
              [200, 1000],
              [1000, 1000],
              [1000, 1200],
              [200, 1200],
            ],
            accessibleCapacity: 2,
          },
        ],
      },
      {
        id: "box",
        name: { ko: "박스석", en: "Box" },
        priceLevel: "VIP",
        outline: [
          [900, 1300],
          [1100, 1300],
          [1100, 1400],
          [900, 1400],
        ],
        rows: [{ label: "A", labels: { from: 1, step: 1 }, x: [950, 1002], y: [1350, 1350] }],
        tables: [],
        areas: [],
      },
    ],
  };
}
