import { SearchScreen } from '@/components/leads/search/SearchScreen';

export default function SearchRoute() {
  return <SearchScreen />;
}
