import type { IConstruct } from 'constructs';

/** In place of a hidden object: with its node, but nothing that is rendered. */
type StandIn = Pick<IConstruct, 'node'>;

const perApp = new WeakMap<IConstruct, Arrangement>();

/**
 * What who walks the tree of an app finds, where it differs from the tree: objects that are not rendered, and objects that
 * are written directly before another. A child that is removed would take its own children and the order of dependencies
 * along; one that is moved would change the order of the others.
 */
export class Arrangement {
  public static of({ node: { root } }: IConstruct): Arrangement {
    const arrangement = perApp.get(root) ?? new Arrangement();
    perApp.set(root, arrangement);
    return arrangement;
  }

  private hidden: ReadonlyMap<IConstruct, StandIn> = new Map();
  /** By the object that they are written before. */
  private ahead: ReadonlyMap<IConstruct, readonly IConstruct[]> = new Map();
  private moved: ReadonlySet<IConstruct> = new Set();
  private readonly scopes = new WeakSet<IConstruct>();

  private constructor() {}

  /** Replaces what is not rendered. */
  public hide(objects: Iterable<IConstruct>): void {
    this.hidden = new Map(Array.from(objects, (object) => [object, { node: object.node }]));
    this.arrange(this.hidden.keys());
  }

  /** Replaces what is written before other objects of the same scope. */
  public putAhead(ahead: ReadonlyMap<IConstruct, readonly IConstruct[]>): void {
    this.ahead = ahead;
    this.moved = new Set([...ahead.values()].flat());
    this.arrange(ahead.keys());
  }

  private arrange(objects: Iterable<IConstruct>): void {
    for (const { node } of objects) {
      const { scope } = node;
      if (!scope || this.scopes.has(scope)) continue;
      this.scopes.add(scope);
      const children = getterOf(scope.node);
      Object.defineProperty(scope.node, 'children', {
        configurable: true,
        enumerable: true,
        get: () => this.arranged(children.call(scope.node)),
      });
    }
  }

  private arranged(children: readonly IConstruct[]): IConstruct[] {
    return children.flatMap((child) => {
      if (this.moved.has(child)) return [];
      const shown = (this.hidden.get(child) ?? child) as IConstruct;
      const ahead = this.ahead.get(child);
      return ahead ? [...ahead, shown] : [shown];
    });
  }
}

/** The getter of the children, of whichever copy of constructs. */
function getterOf(node: object): () => IConstruct[] {
  for (let owner: object | null = node; owner; owner = Object.getPrototypeOf(owner)) {
    const getter = Object.getOwnPropertyDescriptor(owner, 'children')?.get;
    if (getter) return getter;
  }
  throw new Error('a construct without children: another version of constructs is not supported');
}
