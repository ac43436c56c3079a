const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November',
  'December',
]; // biome-ignore format: a list of names

/** A time in words as Python's `strftime` has it, in its "C" locale; a directive that is not one is refused. */
export function strftime(date: Date, format: string): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const [year, month, day, weekday] = [date.getFullYear(), date.getMonth(), date.getDate(), date.getDay()];
  const dayOfYear = Math.round((Date.UTC(year, month, day) - Date.UTC(year, 0, 1)) / 86_400_000);
  const offset = -date.getTimezoneOffset();
  const hour12 = date.getHours() % 12 || 12;
  const directives: Record<string, () => string> = {
    a: () => DAYS[weekday].slice(0, 3),
    A: () => DAYS[weekday],
    w: () => String(weekday),
    u: () => String(weekday || 7),
    d: () => two(day),
    e: () => String(day).padStart(2),
    b: () => MONTHS[month].slice(0, 3),
    h: () => MONTHS[month].slice(0, 3),
    B: () => MONTHS[month],
    m: () => two(month + 1),
    y: () => two(year % 100),
    Y: () => String(year),
    C: () => two(Math.floor(year / 100)),
    H: () => two(date.getHours()),
    I: () => two(hour12),
    p: () => (date.getHours() < 12 ? 'AM' : 'PM'),
    M: () => two(date.getMinutes()),
    S: () => two(date.getSeconds()),
    f: () => String(1000 * date.getMilliseconds()).padStart(6, '0'),
    z: () => `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`,
    j: () => String(dayOfYear + 1).padStart(3, '0'),
    U: () => two(Math.floor((dayOfYear + 7 - weekday) / 7)),
    W: () => two(Math.floor((dayOfYear + 7 - ((weekday + 6) % 7)) / 7)),
    s: () => String(Math.floor(date.getTime() / 1000)),
    n: () => '\n',
    t: () => '\t',
    '%': () => '%',
    c: () => strftime(date, '%a %b %e %H:%M:%S %Y'),
    x: () => strftime(date, '%m/%d/%y'),
    X: () => strftime(date, '%H:%M:%S'),
    D: () => strftime(date, '%m/%d/%y'),
    F: () => strftime(date, '%Y-%m-%d'),
    T: () => strftime(date, '%H:%M:%S'),
    R: () => strftime(date, '%H:%M'),
    r: () => strftime(date, '%I:%M:%S %p'),
  };
  return format.replace(/%(-?)([\s\S]?)/g, (directive, minus: string, letter: string) => {
    if (!Object.hasOwn(directives, letter)) {
      throw new Error(`strftime_now: ${JSON.stringify(directive)} is no directive that is known here`);
    }
    const text = directives[letter]();
    return minus ? text.replace(/^[0 ]+(?=.)/, '') : text;
  });
}
