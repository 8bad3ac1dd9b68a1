import { CHANGES, type Change } from '../upstream/changes';
import type { Program, UpstreamFlag } from '../upstream/flag';
import { flagOf } from '../upstream/flags';
import { isBefore, release, type Version } from '../upstream/version';

/** What is known of the release of a controller: the version in the tag of its image, else what its flags tell. */
export class ControllerRelease {
  private readonly first: Version | undefined;
  private readonly last: Version | undefined;

  /** @param given the names of its flags */
  constructor(
    private readonly program: Program,
    version: Version | undefined,
    given: readonly string[],
  ) {
    const flags = version ? [] : given.flatMap((name) => flagOf(program, name) ?? []);
    this.first = version ?? latest(flags, 'since');
    this.last = version ?? earliest(flags, 'until');
  }

  /** Whether its release has a change of behaviour; undefined when that is not known. */
  public has(change: Change): boolean | undefined {
    return this.isFrom(release(CHANGES[change]));
  }

  /** Whether its release has a flag; undefined when that is not known. */
  public hasFlag(name: string): boolean | undefined {
    const { since, until } = flagOf(this.program, name) ?? {};
    const isAdded = since === undefined || this.isFrom(release(since));
    const isLeft = until === undefined || this.isUpTo(release(until));
    return isAdded === false || isLeft === false ? false : isAdded && isLeft;
  }

  private isFrom(version: Version): boolean | undefined {
    if (this.first && !isBefore(this.first, version)) return true;
    return this.last && isBefore(this.last, version) ? false : undefined;
  }

  private isUpTo(version: Version): boolean | undefined {
    if (this.last && !isBefore(version, this.last)) return true;
    return this.first && isBefore(version, this.first) ? false : undefined;
  }
}

const releasesOf = (flags: readonly UpstreamFlag[], bound: 'since' | 'until') =>
  flags.flatMap((flag) => flag[bound] ?? []).map(release);

const latest = (flags: readonly UpstreamFlag[], bound: 'since' | 'until') =>
  releasesOf(flags, bound).reduce<Version | undefined>((a, b) => (a && isBefore(b, a) ? a : b), undefined);

const earliest = (flags: readonly UpstreamFlag[], bound: 'since' | 'until') =>
  releasesOf(flags, bound).reduce<Version | undefined>((a, b) => (a && isBefore(a, b) ? a : b), undefined);
