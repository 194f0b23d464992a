/**
 * The typeface comes in pieces, each fetched when a letter of it is first shown. A page that must send nothing later
 * (the result of a payment) has the pieces for what it may come to say fetched at once.
 */
export function warmFonts(texts: readonly string[]): void {
  // A piece that does not come is no loss: the system's own letters stand in.
  void document.fonts.load('700 1rem "Pretendard Variable"', texts.join("")).catch(() => undefined);
}
