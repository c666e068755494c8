/** A path parameter as text; what is not valid percent-encoding stays as it is. */
export function decodePathParameter(value: string): string {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
