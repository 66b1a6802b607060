const whole = new Set("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" "));
const thousandths = new Set("BHD IQD JOD KWD LYD OMR TND".split(" "));

/** Minor units in one unit of a currency by ISO 4217, as 100 for USD; 100 for a code that is not known. */
export function minorUnits(currency: string): number {
  if (whole.has(currency)) return 1;
  return thousandths.has(currency) ? 1000 : 100;
}
