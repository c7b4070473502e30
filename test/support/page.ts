/** As much of a document as the pages in web/ touch; text stays text, as in a browser. */
export class PageElement {
  readonly attributes = new Map<string, string>();
  readonly listeners = new Map<string, ((event: object) => unknown)[]>();
  children: (PageElement | string)[] = [];
  parent: PageElement | null = null;
  hidden = false;
  disabled = false;
  value = '';
  focused = false;

  constructor(readonly name: string) {}

  append(...children: (PageElement | string)[]): void {
    for (const child of children) {
      if (child instanceof PageElement) child.parent = this;
      this.children.push(child);
    }
  }
  replaceChildren(...children: (PageElement | string)[]): void {
    this.children = [];
    this.append(...children);
  }
  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
    if (name === 'hidden' || name === 'disabled') this[name] = true;
  }
  addEventListener(name: string, listener: (event: object) => unknown): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
  }
  remove(): void {
    if (this.parent) this.parent.children = this.parent.children.filter(child => child !== this);
  }
  replaceWith(other: PageElement): void {
    if (!this.parent) return;
    other.parent = this.parent;
    this.parent.children = this.parent.children.map(child => (child === this ? other : child));
  }
  querySelector(name: string): PageElement | null {
    return this.all(name)[0] ?? null;
  }
  focus(): void {
    this.focused = true;
  }
  get childElementCount(): number {
    return this.children.filter(child => child instanceof PageElement).length;
  }
  get textContent(): string {
    return this.children.map(child => (typeof child === 'string' ? child : child.textContent)).join('');
  }

  /** Everything below with this name, in the order of the page. */
  all(name: string): PageElement[] {
    return this.children.flatMap(child =>
      typeof child === 'string' ? [] : [...(child.name === name ? [child] : []), ...child.all(name)],
    );
  }
  /** What a reader hears: the label where there is one, else the text. */
  get label(): string {
    return this.attributes.get('aria-label') ?? this.textContent;
  }
  /** Acts as a person does, by mouse or keyboard. */
  fire(name: string): void {
    if (this.disabled) return;
    for (const listener of this.listeners.get(name) ?? [])
      listener({ currentTarget: this, preventDefault: () => undefined });
  }
}

/** Lets modules of web/ run here, signed in with this token at this service. Gives what undoes it. */
export function openPage(serviceUrl: string, token: string): () => void {
  const before = globalThis.fetch;
  const stored = { getItem: () => token, setItem: () => undefined, removeItem: () => undefined };
  Object.assign(globalThis, {
    document: { createElement: (name: string) => new PageElement(name) },
    sessionStorage: stored,
    fetch: (path: string, options: RequestInit) => before(new URL(path, serviceUrl), options),
  });
  return () => {
    Object.assign(globalThis, { fetch: before });
  };
}
