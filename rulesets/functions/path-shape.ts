/** What a path looks like to whoever routes a call: upper and lower case and the names of variables make no difference. */
export function pathShape(template: string): string {
  return template.replace(/\{[^{}/]*\}/g, '{}').toLowerCase();
}
