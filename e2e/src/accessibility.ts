import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';

export interface Violation {
  screen: string;
  rule: string;
  where: string[];
}

/** What breaks WCAG 2.2 AA on the page as it is shown now, as far as a machine can tell. */
export async function violations(page: Page, screen: string): Promise<Violation[]> {
  const result = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    // It glues the texts of neighbouring blocks ("МоваУкраїнська") and misses them in the label.
    .disableRules(['label-content-name-mismatch'])
    .analyze();
  return result.violations.map(({ id, nodes }) => ({
    screen,
    rule: id,
    where: nodes.slice(0, 3).map(({ html, failureSummary }) => `${html} ${failureSummary ?? ''}`),
  }));
}

/** By how many points the page is wider than its window: none, or it scrolls sideways. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth));
