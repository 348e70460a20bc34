/**
 * A moment as file names carry it, in UTC and in an order that sorts: `20260131T101500Z`.
 * @param ms epoch milliseconds
 */
export function fileTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
