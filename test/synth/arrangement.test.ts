import { beforeEach, describe, expect, test } from '@jest/globals';
import { ApiObject, type Chart } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { Arrangement } from '../../lib/synth/arrangement';
import { newChart } from '../support/manifests';

// The children of a scope, with some hidden and some written before others, are kept from one walk of the tree to the next.

let chart: Chart;
let a: IConstruct;
let b: IConstruct;
let c: IConstruct;
beforeEach(() => {
  chart = newChart();
  a = object('a');
  b = object('b');
  c = object('c');
});

const object = (id: string) => new ApiObject(chart, id, { apiVersion: 'v1', kind: 'ConfigMap' });
const arrangement = () => Arrangement.of(chart);
const shown = () => chart.node.children.map(({ node }) => node.id);
const rendered = () => chart.node.children.filter((child) => ApiObject.isApiObject(child)).map(({ node }) => node.id);

describe('children that are arranged', () => {
  beforeEach(() => {
    arrangement().putAhead(new Map([[a, [c]]]));
    arrangement().hide([b]);
  });

  test('are those given, in their places', () => {
    expect(shown()).toEqual(['c', 'a', 'b']);
    expect(rendered()).toEqual(['c', 'a']);
  });

  test('follow a child that is added', () => {
    shown();
    object('d');
    expect(shown()).toEqual(['c', 'a', 'b', 'd']);
  });

  test('follow a child that is removed, and one that takes its place', () => {
    shown();
    expect(chart.node.tryRemoveChild('a')).toBe(true);
    // What is before it stays in its own place.
    expect(shown()).toEqual(['b', 'c']);
    expect(chart.node.tryRemoveChild('a')).toBe(false);
    const other = object('a');
    expect(chart.node.children.at(-1)).toBe(other);
    expect(() => object('a')).toThrow("There is already a Construct with name 'a'");
  });

  test('follow another arrangement, and none', () => {
    shown();
    arrangement().hide([]);
    expect(rendered()).toEqual(['c', 'a', 'b']);
    arrangement().putAhead(new Map());
    expect(shown()).toEqual(['a', 'b', 'c']);
  });

  test('are a list of its own for everybody who asks', () => {
    chart.node.children.pop();
    expect(shown()).toEqual(['c', 'a', 'b']);
  });

  test('leave other scopes as they are', () => {
    const other = new Construct(chart, 'other');
    new Construct(other, 'inner');
    expect(other.node.children.map(({ node }) => node.id)).toEqual(['inner']);
    expect(Object.hasOwn(other.node, 'children')).toBe(false);
  });
});

test('nodes of another kind are refused', () => {
  Object.defineProperty(chart.node, 'addChild', { value: undefined });
  expect(() => arrangement().hide([a])).toThrow('this version of constructs is not supported');
});
