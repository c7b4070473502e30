/** The promise's value, or the fallback when it fails or takes longer than so many milliseconds. */
export async function within<Value>(milliseconds: number, work: Promise<Value>, fallback: Value): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Value>(resolve => {
    timer = setTimeout(resolve, milliseconds, fallback);
  });
  try {
    return await Promise.race([work, tooLate]);
  } catch {
    return fallback;
  } finally {
    clearTimeout(timer);
  }
}
