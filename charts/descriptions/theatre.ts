// A proscenium theatre of about 1,200 seats: stalls in three blocks and two balconies, every row an arc
// about one centre behind the stage. Seat numbers run on across the blocks, as on a Korean theatre's plan.

import type { FanSection, VenueDescription } from "../generator/description.ts";

const hall = { kind: "fan", centre: [0, -2700], aisle: 110 } as const;

const stalls: FanSection = {
  ...hall,
  level: { ko: "1층", en: "Stalls" },
  firstRadius: 3050,
  rows: 17,
  rowPitch: 90,
  blocks: [
    {
      id: "A",
      name: { ko: "1층 A구역", en: "Stalls A" },
      priceLevel: "R",
      degrees: [-17, -6],
      wheelchairPairs: 2,
    },
    {
      id: "B",
      name: { ko: "1층 B구역", en: "Stalls B" },
      priceLevel: "VIP",
      degrees: [-6, 6],
      wheelchairPairs: 4,
    },
    {
      id: "C",
      name: { ko: "1층 C구역", en: "Stalls C" },
      priceLevel: "R",
      degrees: [6, 17],
      wheelchairPairs: 2,
    },
  ],
};

const balcony: FanSection = {
  ...hall,
  level: { ko: "2층", en: "Balcony" },
  firstRadius: 4840,
  rows: 6,
  rowPitch: 85,
  blocks: [
    { id: "D", name: { ko: "2층 D구역", en: "Balcony D" }, priceLevel: "S", degrees: [-16.5, -6] },
    {
      id: "E",
      name: { ko: "2층 E구역", en: "Balcony E" },
      priceLevel: "R",
      degrees: [-6, 6],
      wheelchairPairs: 2,
    },
    { id: "F", name: { ko: "2층 F구역", en: "Balcony F" }, priceLevel: "S", degrees: [6, 16.5] },
  ],
};

const upperBalcony: FanSection = {
  ...hall,
  level: { ko: "3층", en: "Upper Balcony" },
  firstRadius: 5620,
  rows: 5,
  rowPitch: 85,
  blocks: [
    { id: "G", name: { ko: "3층 G구역", en: "Upper Balcony G" }, priceLevel: "A", degrees: [-16, -6] },
    { id: "H", name: { ko: "3층 H구역", en: "Upper Balcony H" }, priceLevel: "S", degrees: [-6, 6] },
    { id: "I", name: { ko: "3층 I구역", en: "Upper Balcony I" }, priceLevel: "A", degrees: [6, 16] },
  ],
};

export const theatre: VenueDescription = {
  name: { ko: "자리 극장", en: "Jari Theatre" },
  stage: {
    label: { ko: "무대", en: "Stage" },
    outline: [
      [-700, -750],
      [700, -750],
      [860, -40],
      [580, 45],
      [290, 92],
      [0, 108],
      [-290, 92],
      [-580, 45],
      [-860, -40],
    ],
  },
  sections: [stalls, balcony, upperBalcony],
};
