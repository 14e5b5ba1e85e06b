import { fireEvent, screen } from '@testing-library/react-native';
import { renderInApp } from '@/testing/render';
import Gallery from './Gallery';

test('every component draws in every state, and the layers open', async () => {
  renderInApp(<Gallery />);
  for (const name of ['Button', 'Chip', 'Tag', 'Field', 'Banner', 'EmptyState', 'Skeleton']) {
    expect(screen.getByRole('heading', { name })).toBeOnTheScreen();
  }
  fireEvent.press(screen.getByRole('button', { name: 'Sheet' }));
  expect(await screen.findByText('Its content.')).toBeOnTheScreen();
});
