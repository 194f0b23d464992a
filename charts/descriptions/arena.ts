// An indoor arena of about 15,000 seats with an end stage: nine blocks on the floor and two tiers that
// close round it in a half circle. Seats behind and beside the stage, where it cannot be seen, are not sold.

import type { Bowl, BowlSection, GridSection, VenueDescription } from "../generator/description.ts";

const bowl: Bowl = { halfWidth: 2400, top: 150, turn: 2900, cornerRadius: 2400 };

const floor: GridSection = {
  kind: "grid",
  level: { ko: "플로어", en: "Floor" },
  rowPitch: 90,
  blocks: [
    { x: [-2060, -760], y: 350, rows: 12, priceLevel: "VIP" },
    { x: [-650, 650], y: 1250, rows: 7, priceLevel: "VIP" },
    { x: [760, 2060], y: 350, rows: 12, priceLevel: "VIP" },
    { x: [-2060, -760], y: 1520, rows: 12, priceLevel: "R" },
    { x: [-650, 650], y: 1970, rows: 12, priceLevel: "VIP" },
    { x: [760, 2060], y: 1520, rows: 12, priceLevel: "R" },
    { x: [-2060, -760], y: 2690, rows: 12, priceLevel: "R", wheelchairPairs: 4 },
    { x: [-650, 650], y: 3140, rows: 14, priceLevel: "R" },
    { x: [760, 2060], y: 2690, rows: 12, priceLevel: "R", wheelchairPairs: 4 },
  ],
};

const lowerTier: BowlSection = {
  kind: "bowl",
  bowl,
  level: { ko: "1층", en: "Level 1" },
  setback: 0,
  rows: 17,
  rowPitch: 85,
  aisle: 120,
  firstNumber: 101,
  sides: ["R", "R", "R"],
  corners: ["R", "S", "S", "S"],
  end: [],
  wheelchairPairs: 4,
};

const upperTier: BowlSection = {
  kind: "bowl",
  bowl,
  level: { ko: "2층", en: "Level 2" },
  setback: 1790,
  rows: 22,
  rowPitch: 85,
  aisle: 120,
  firstNumber: 201,
  sides: ["A", "A", "A"],
  corners: ["A", "A", "A", "B", "B", "B"],
  end: [],
};

export const arena: VenueDescription = {
  name: { ko: "자리 아레나", en: "Jari Arena" },
  stage: {
    label: { ko: "무대", en: "Stage" },
    outline: [
      [-1500, -1600],
      [1500, -1600],
      [1500, 0],
      [250, 0],
      [250, 950],
      [-250, 950],
      [-250, 0],
      [-1500, 0],
    ],
  },
  sections: [floor, lowerTier, upperTier],
};
