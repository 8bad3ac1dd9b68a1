import { Command } from 'commander';
import type { SubCommand } from '../sub-command';
export const verify: SubCommand = () => new Command('verify');
