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
  /** Grows with each change, so that what was arranged before is not used any more. */
  private version = 0;

  private constructor() {}

  /** Replaces what is not rendered. */
  public hide(objects: Iterable<IConstruct>): void {
    this.hidden = new Map(Array.from(objects, (object) => [object, { node: object.node }]));
    this.arrange(this.hidden.keys());
  }

  /** Replaces what is written before other objects of the same scope. */
  public putAhead(ahead: ReadonlyMap<IConstruct, readonly IConstruct[]>): void {
    this.ahead = ahead;
    this.arrange(ahead.keys());
  }

  private arrange(objects: Iterable<IConstruct>): void {
    this.version++;
    for (const { node } of objects) if (node.scope) arrangeChildrenOf(node.scope, this);
  }

  /** What is shown in place of the children of a scope; the same list until something changes. */
  public childrenOf(scope: ArrangedScope): readonly IConstruct[] {
    if (scope.shown?.version !== this.version) {
      scope.shown = { version: this.version, children: this.arranged(scope.own.children()) };
    }
    return scope.shown.children;
  }

  private arranged(children: readonly IConstruct[]): IConstruct[] {
    // Only before an object that is there: without it they stay where they are.
    const moved = new Set(children.flatMap((child) => this.ahead.get(child) ?? []));
    return children.flatMap((child) => {
      if (moved.has(child)) return [];
      const shown = (this.hidden.get(child) ?? child) as IConstruct;
      const ahead = this.ahead.get(child);
      return ahead ? [...ahead, shown] : [shown];
    });
  }
}

/** A scope whose children are arranged. */
interface ArrangedScope {
  readonly arrangement: Arrangement;
  /** The members of its node that are replaced. */
  readonly own: {
    readonly children: () => IConstruct[];
    readonly addChild: (child: IConstruct, id: string) => void;
    readonly tryRemoveChild: (id: string) => boolean;
  };
  shown: { readonly version: number; readonly children: readonly IConstruct[] } | undefined;
}

/** By node. */
const scopes = new WeakMap<object, ArrangedScope>();
const scopeOf = (node: object): ArrangedScope => scopes.get(node) as ArrangedScope;

/**
 * What replaces members of all these nodes: functions of their own would make the nodes slow in V8. cdk8s asks for the children
 * of all scopes of the app once for each chart, so they are kept until one is added or removed.
 */
const MEMBERS: PropertyDescriptorMap & ThisType<object> = {
  children: {
    configurable: true,
    enumerable: true,
    get() {
      const scope = scopeOf(this);
      return scope.arrangement.childrenOf(scope).slice();
    },
  },
  addChild: {
    configurable: true,
    value(child: IConstruct, id: string): void {
      const scope = scopeOf(this);
      scope.shown = undefined;
      scope.own.addChild(child, id);
    },
  },
  tryRemoveChild: {
    configurable: true,
    value(id: string): boolean {
      const scope = scopeOf(this);
      scope.shown = undefined;
      return scope.own.tryRemoveChild(id);
    },
  },
};

function arrangeChildrenOf({ node }: IConstruct, arrangement: Arrangement): void {
  if (scopes.has(node)) return;
  // addChild is not public, but what every construct calls on the node of its scope.
  const { addChild, tryRemoveChild } = node as unknown as ArrangedScope['own'];
  const children = getterOf(node);
  if (!children || !addChild) throw new Error('this version of constructs is not supported: its nodes are different');
  const own = {
    children: () => children.call(node),
    addChild: addChild.bind(node),
    tryRemoveChild: tryRemoveChild.bind(node),
  };
  scopes.set(node, { arrangement, own, shown: undefined });
  Object.defineProperties(node, MEMBERS);
}

/** The getter of the children, of whichever copy of constructs. */
function getterOf(node: object): (() => IConstruct[]) | undefined {
  for (let owner: object | null = node; owner; owner = Object.getPrototypeOf(owner)) {
    const getter = Object.getOwnPropertyDescriptor(owner, 'children')?.get;
    if (getter) return getter;
  }
  return undefined;
}
