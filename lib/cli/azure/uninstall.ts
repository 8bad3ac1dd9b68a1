import { Command } from 'commander';
import type { SubCommand } from '../sub-command';
export const uninstall: SubCommand = () => new Command('uninstall');
