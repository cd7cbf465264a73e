// The one thing of istanbul-lib-instrument that is used here; the package brings no types.
declare module 'istanbul-lib-instrument' {
  export function createInstrumenter(options: { esModules: boolean; compact: boolean; coverageVariable: string }): {
    instrumentSync(code: string, filename: string): string;
  };
}
