// A football stadium of exactly 60,000 seats set up for a concert: the stage at the north end of the
// pitch with a runway into the crowd, seats on the covered pitch, and three tiers round the other sides.

import type {
  Bowl,
  BowlSection,
  GridBlock,
  GridSection,
  VenueDescription,
} from "../generator/description.ts";

const bowl: Bowl = { halfWidth: 4600, top: 300, turn: 8100, cornerRadius: 2800 };

/** Four columns, two on either side of the runway. */
const columns = [
  [-4000, -2120],
  [-2000, -400],
  [400, 2000],
  [2120, 4000],
] as const;

const floorBand = (band: Omit<GridBlock, "x">): readonly GridBlock[] =>
  columns.map((x) => Object.assign({ x }, band));

const floor: GridSection = {
  kind: "grid",
  level: { ko: "그라운드", en: "Pitch" },
  rowPitch: 90,
  blocks: [
    ...floorBand({ y: 500, rows: 20, priceLevel: "VIP" }),
    ...floorBand({ y: 2450, rows: 20, priceLevel: "VIP" }),
    ...floorBand({ y: 4400, rows: 19, priceLevel: "R" }),
    ...floorBand({ y: 6260, rows: 19, priceLevel: "R", wheelchairPairs: 4 }),
  ],
};

const tier = { kind: "bowl", bowl, aisle: 120, rowPitch: 85 } as const;

const lowerTier: BowlSection = {
  ...tier,
  level: { ko: "1층", en: "Level 1" },
  setback: 0,
  rows: 24,
  firstNumber: 101,
  sides: ["R", "R", "R", "S", "S", "S", "S"],
  corners: ["S", "S", "S", "A"],
  end: ["A", "A", "A"],
  wheelchairPairs: 6,
};

const middleTier: BowlSection = {
  ...tier,
  level: { ko: "2층", en: "Level 2" },
  setback: 2390,
  rows: 22,
  firstNumber: 201,
  sides: ["S", "S", "S", "S", "A", "A", "A"],
  corners: ["A", "A", "A", "A", "A"],
  end: ["A", "A", "A"],
};

const upperTier: BowlSection = {
  ...tier,
  level: { ko: "3층", en: "Level 3" },
  setback: 4610,
  rows: 27,
  firstNumber: 301,
  sides: ["A", "A", "A", "B", "B", "B", "B"],
  corners: ["B", "B", "B", "C", "C", "C"],
  end: ["C", "C", "C"],
};

export const stadium: VenueDescription = {
  name: { ko: "자리 스타디움", en: "Jari Stadium" },
  stage: {
    label: { ko: "무대", en: "Stage" },
    outline: [
      [-3200, -2000],
      [3200, -2000],
      [3200, -300],
      [2400, 0],
      [250, 0],
      [250, 3600],
      [-250, 3600],
      [-250, 0],
      [-2400, 0],
      [-3200, -300],
    ],
  },
  sections: [floor, lowerTier, middleTier, upperTier],
  exactSeats: 60_000,
};
