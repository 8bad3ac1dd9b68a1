import { Lazy } from 'cdk8s';

// What a program in JavaScript may pass where something else is wanted.

/** In all text that a hostile value holds, so that it is found again in what was written. */
export const MARK = 'mark';

const THROWN = new TypeError('thrown by the program');

function throwing(): never {
  throw THROWN;
}

/** A getter that throws. */
const withGetter = () => Object.defineProperty({}, 'name', { enumerable: true, get: throwing });
/** A Proxy of which nothing can be read. */
const closed = (target: object) =>
  new Proxy(target, { get: throwing, has: throwing, ownKeys: throwing, getPrototypeOf: throwing });

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
}

function cyclic(): object {
  const object: { [key: string]: unknown } = { name: MARK };
  object.again = { list: [object] };
  return object;
}

function deep(): object {
  let object: object = {};
  for (let i = 0; i < 20_000; i++) object = { a: object };
  return object;
}

/** Small to hold and endless to write. */
function wide(): object {
  let object: object = {};
  for (let i = 0; i < 60; i++) object = { a: object, b: object };
  return object;
}

class Config {
  public readonly name = MARK;
}

/** An own key, as JSON.parse makes it. */
const proto = (value: unknown) => Object.defineProperty({}, '__proto__', { enumerable: true, value });

const lazy = (produce: () => unknown) => Lazy.any({ produce });

/** Each makes its value anew: some are used up. */
export const HOSTILE_VALUES: { readonly [name: string]: () => unknown } = {
  nothing: () => undefined,
  null: () => null,
  'a number': () => 5,
  'a number with a fraction': () => 0.5,
  'a negative number': () => -1,
  NaN: () => Number.NaN,
  infinity: () => Number.POSITIVE_INFINITY,
  true: () => true,
  false: () => false,
  'a bigint': () => 7n,
  'a symbol': () => Symbol(MARK),
  'a function': () => () => MARK,
  'empty text': () => '',
  'good text': () => MARK,
  'text of a prototype': () => 'constructor',
  'text of the prototype': () => '__proto__',
  'a number in text': () => '0o17',
  'control characters': () => `${MARK}\u0000\u001b[31m\u0085\u2028\u202e`,
  'half a character': () => `${MARK}\ud800`,
  'long text': () => MARK.repeat(20_000),
  'an empty list': () => [],
  'a list': () => [MARK],
  'a list of nothing': () => [null, undefined],
  'a list with holes': () => new Array(3),
  'an endless list': () => new Array(2 ** 32 - 1),
  'an empty map': () => ({}),
  'a map': () => ({ [MARK]: MARK }),
  'a map of maps': () => ({ [MARK]: { [MARK]: { [MARK]: 1 } } }),
  'a map with a key of the prototype': () => ({
    constructor: MARK,
    toString: MARK,
    hasOwnProperty: MARK,
    valueOf: MARK,
  }),
  'a map with the prototype': () => proto(MARK),
  'a map with a map as the prototype': () => proto({ name: MARK }),
  'a map without a prototype': () => Object.assign(Object.create(null), { [MARK]: MARK }),
  'a map with a symbol': () => ({ [Symbol(MARK)]: MARK }),
  'a map that inherits': () => Object.create({ [MARK]: MARK }),
  'a Map': () => new Map([[MARK, MARK]]),
  'a Set': () => new Set([MARK]),
  'a Date': () => new Date(0),
  'an invalid Date': () => new Date(Number.NaN),
  'a String': () => new String(MARK),
  'a class instance': () => new Config(),
  'an Error': () => new Error(MARK),
  'an unknown thing with a value': () => ({ value: MARK, toString: null }),
  'a toJSON that throws': () => ({ toJSON: throwing }),
  'a Duration that throws': () => ({ toMilliseconds: throwing, unitLabel: throwing, toHumanString: throwing }),
  'a Duration of nothing': () => ({ toMilliseconds: () => MARK }),
  'a getter that throws': withGetter,
  'a closed Proxy': () => closed({}),
  'a closed Proxy of a list': () => closed([]),
  'a revoked Proxy': revoked,
  'an open Proxy': () => new Proxy({ [MARK]: MARK }, {}),
  cyclic,
  deep,
  wide,
  'a Lazy of a number': () => lazy(() => 5),
  'a Lazy of true': () => lazy(() => true),
  'a Lazy of text': () => lazy(() => MARK),
  'a Lazy of nothing': () => lazy(() => undefined),
  'a Lazy of a map': () => lazy(() => ({ a: 1 })),
  'a Lazy of a list': () => lazy(() => [MARK]),
  'a Lazy of a Map': () => lazy(() => new Map([[MARK, MARK]])),
  'a Lazy of a symbol': () => lazy(() => Symbol(MARK)),
  'a Lazy of a function': () => lazy(() => throwing),
  'a Lazy of a Lazy of a number': () => lazy(() => lazy(() => 5)),
  'a Lazy that throws': () => lazy(throwing),
  'a Lazy without end': () => {
    const endless = (): unknown => lazy(endless);
    return endless();
  },
  'a Lazy of something cyclic': () => lazy(cyclic),
  'a Lazy of itself in a list': () => {
    const self: unknown = lazy(() => [self, self]);
    return self;
  },
  'a Lazy of a key of the prototype': () => lazy(() => ({ constructor: MARK })),
  'a Lazy of a getter that throws': () => lazy(withGetter),
  'a token of a number': () => ({ resolve: () => 5 }),
  'a token that throws': () => ({ resolve: throwing }),
};

/** Keys that every object has, and others with a meaning. */
export const HOSTILE_KEYS = [
  'constructor',
  'toString',
  'hasOwnProperty',
  '__proto__',
  'prototype',
  'produce',
  'resolve',
  'toJSON',
  'length',
  '',
  '<<',
  '0',
  `${MARK}\u001b\u2028`,
];
